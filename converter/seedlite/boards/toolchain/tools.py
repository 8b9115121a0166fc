"""External programs for building and emulating firmware."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from seedlite.boards.process import run_process, search_path
from seedlite.errors import ToolMissingError


@dataclass(frozen=True)
class Tool:
    """A program, its purpose, and the Debian package that contains it, or another remedy."""

    program: str
    purpose: str
    package: str
    other_remedy: str | None = None  # if there is no package

    @property
    def remedy(self) -> str:
        return self.other_remedy or f"on Debian or Ubuntu: sudo apt install {self.package}"


COMPILER = Tool("arm-none-eabi-gcc", "compiles firmware", "gcc-arm-none-eabi")
DISASSEMBLER = Tool("arm-none-eabi-objdump", "disassembles firmware", "binutils-arm-none-eabi")
CMAKE = Tool("cmake", "builds firmware", "cmake")
NINJA = Tool("ninja", "builds firmware", "ninja-build")
QEMU = Tool("qemu-system-arm", "emulates boards", "qemu-system-arm")
PYOCD = Tool("pyocd", "programs boards", "", "pip install 'seedlite[flash]'")
OPENOCD = Tool("openocd", "programs boards", "openocd")
GDB = Tool("gdb-multiarch", "programs boards through a GDB server", "gdb-multiarch")
FLASH_TOOLS = (PYOCD, OPENOCD, GDB)
RISCV_COMPILER = Tool("riscv64-unknown-elf-gcc", "compiles for RISC-V", "gcc-riscv64-unknown-elf")
RISCV_QEMU = Tool("qemu-system-riscv32", "emulates RISC-V", "qemu-system-misc")
RISCV_TOOLS = (RISCV_COMPILER, RISCV_QEMU)
TOOLS = (COMPILER, CMAKE, NINJA, QEMU)

SECONDS = 60.0  # limit for asking a program's version


@dataclass(frozen=True)
class Libc:
    """A compiler's C library: a file that the compiler finds if it is there, and the Debian package
    that contains it."""

    name: str
    compiler: Tool
    file: str
    package: str

    @property
    def remedy(self) -> str:
        return f"on Debian or Ubuntu: sudo apt install {self.package}"


NEWLIB = Libc("newlib for Arm", COMPILER, "nano.specs", "libnewlib-arm-none-eabi")
PICOLIBC = Libc(
    "picolibc for RISC-V", RISCV_COMPILER, "picolibc.specs", "picolibc-riscv64-unknown-elf"
)


def find_tool(tool: Tool) -> Path:
    """Returns the program's path. Raises ToolMissingError if it is neither on PATH nor beside the
    running Python."""
    path = shutil.which(tool.program, path=search_path())
    if path is None:
        raise ToolMissingError(
            f"{tool.program}, which {tool.purpose}, is not on PATH; {tool.remedy}"
        )
    return Path(path)


def has_tool(tool: Tool) -> bool:
    return shutil.which(tool.program, path=search_path()) is not None


def tool_version(tool: Tool) -> str:
    """Returns the version that the program reports, such as 12.2.1."""
    output = _output(find_tool(tool), "--version")
    version = re.search(r"\d+(\.\d+)+", re.sub(r"\(.*?\)", "", output))
    return version.group() if version else output.strip()


def find_libc(libc: Libc = NEWLIB) -> Path:
    """Returns the C library's file that firmware is linked with. Raises ToolMissingError."""
    path = Path(_output(find_tool(libc.compiler), f"-print-file-name={libc.file}").strip())
    if not path.is_absolute():  # GCC repeats the name if it finds no file
        raise ToolMissingError(
            f"{libc.compiler.program} has no C library ({libc.file}); {libc.remedy}"
        )
    return path


def _output(program: Path, argument: str) -> str:
    return run_process([program, argument], SECONDS).output
