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
TOOLS = (COMPILER, CMAKE, NINJA, QEMU)

SECONDS = 60.0  # limit for asking a program's version

# Not a program: the compiler's C library, a separate Debian package.
LIBC_PACKAGE = "libnewlib-arm-none-eabi"
LIBC_FILE = "nano.specs"


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


def find_libc() -> Path:
    """Returns the C library's file that firmware is linked with. Raises ToolMissingError."""
    path = Path(_output(find_tool(COMPILER), f"-print-file-name={LIBC_FILE}").strip())
    if not path.is_absolute():  # GCC repeats the name if it finds no file
        raise ToolMissingError(
            f"{COMPILER.program} has no C library ({LIBC_FILE}); "
            f"on Debian or Ubuntu: sudo apt install {LIBC_PACKAGE}"
        )
    return path


def _output(program: Path, argument: str) -> str:
    return run_process([program, argument], SECONDS).output
