"""What TensorFlow Lite Micro is compiled for: seedlite's boards, and this machine."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seedlite.boards.board import Board
from seedlite.boards.process import run_process
from seedlite.boards.sources import source_root
from seedlite.boards.toolchain.tools import COMPILER, Tool, find_tool, tool_version
from seedlite.errors import ToolMissingError

HERE = Path(__file__).resolve().parent
CXX_PACKAGE = "libstdc++-arm-none-eabi-newlib"
CXX = Tool("arm-none-eabi-g++", "compiles TFLM", f"gcc-arm-none-eabi {CXX_PACKAGE}")
HOST_CC = Tool("gcc", "compiles TFLM for this machine", "gcc")
HOST_CXX = Tool("g++", "compiles TFLM for this machine", "g++")
ARENA_SHARE = 0.75  # share of the RAM: enough for every model here
HOST_ARENA_BYTES = 1 << 22
STACK_BYTES = 16384


@dataclass(frozen=True)
class Target:
    """`key`: tells builds for several targets, and by several compilers, apart. `app`: the
    application around TFLM but main.cc; `sources`: what it stands on."""

    name: str
    key: str
    cc: Path
    cxx: Path
    ar: str
    flags: str
    link: str
    includes: Sequence[Path]
    sources: Sequence[Path]
    app: Sequence[Path]
    arena_bytes: int


def board_target(board: Board) -> Target:
    firmware = source_root() / "firmware"
    app, common = firmware / "app" / "semihosting", firmware / "common"
    _check_cxx()
    family = firmware / "families" / board.family if board.family else board.folder
    floats = "hard" if _has_floats(board) else "soft"
    return Target(
        name=board.name,
        key=f"{board.name}\0{tool_version(COMPILER)}",
        cc=find_tool(COMPILER),
        cxx=find_tool(CXX),
        ar="arm-none-eabi-gcc-ar",
        flags=f"-mcpu={board.core} -mfloat-abi={floats} -mthumb -DTF_LITE_STRIP_ERROR_STRINGS",
        link=(
            "-nostartfiles --specs=nano.specs --specs=nosys.specs "
            f"-T{board.folder}/memory.ld -L{board.folder} -L{common} "
            f"-Wl,--defsym=stack_bytes={STACK_BYTES} -Wl,--defsym=end=stack_top"
        ),
        includes=[common, app, board.folder],
        sources=[*sorted(common.glob("*.c")), *sorted(family.glob("*.c"))],
        app=[p for p in sorted(app.glob("*.c")) if p.name != "main.c"],
        arena_bytes=int(board.ram_bytes * ARENA_SHARE),
    )


def host_target() -> Target:
    """This machine, with TFLM's messages."""
    firmware = source_root() / "firmware"
    app = firmware / "app" / "semihosting"
    return Target(
        name="host",
        key=f"host\0{tool_version(HOST_CXX)}",
        cc=find_tool(HOST_CC),
        cxx=find_tool(HOST_CXX),
        ar="ar",
        flags="-ffp-contract=off",
        link="",
        includes=[firmware / "common", app],
        sources=[],
        app=[app / "report.c", HERE / "host.c"],
        arena_bytes=HOST_ARENA_BYTES,
    )


def _has_floats(board: Board) -> bool:
    """Tells whether the core has floating-point registers, which make TFLM smaller and faster."""
    return re.fullmatch(r"cortex-m(4|7|33|55|85)", board.core) is not None


def _check_cxx() -> None:
    """Raises ToolMissingError unless the compiler has its C++ library."""
    output = run_process([find_tool(CXX), "-print-file-name=libstdc++_nano.a"]).output.strip()
    if not Path(output).is_absolute():
        raise ToolMissingError(
            f"{CXX.program} has no C++ library; on Debian or Ubuntu: sudo apt install {CXX_PACKAGE}"
        )
