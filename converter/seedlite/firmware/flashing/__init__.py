"""Firmware onto a board: with pyOCD, OpenOCD, by copy (UF2), or through any GDB server."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from seedlite.errors import ToolMissingError, UsageError
from seedlite.firmware.boards import Board, Flashing
from seedlite.firmware.flashing.gdb import flash_gdb
from seedlite.firmware.flashing.openocd import flash_openocd
from seedlite.firmware.flashing.pyocd import flash_pyocd
from seedlite.firmware.flashing.uf2 import flash_uf2, uf2_volumes
from seedlite.firmware.image import check_elf
from seedlite.firmware.toolchain import OPENOCD, PYOCD

# By a board's settings and the number of a probe; gives what it went through.
Flasher = Callable[[Path, Board, Flashing, str | None], str]
TOOLS: dict[str, Flasher] = {"pyocd": flash_pyocd, "openocd": flash_openocd, "uf2": flash_uf2}
NAMES = (*TOOLS, "gdb")


@dataclass(frozen=True)
class Flashed:
    """What was done: the tool, and the probe, volume or server that it went through."""

    tool: str
    through: str


def flash(
    elf: Path,
    board: Board,
    tool: str | None = None,
    probe: str | None = None,
    server: str | None = None,
) -> Flashed:
    """Programs `elf` (and, for UF2, the .uf2 beside it), verifies, and starts it.

    Without `tool` takes the first that can be had for the board: UF2 where a boot loader's volume
    is mounted, GDB where a `server` (HOST:PORT) is given, pyOCD, OpenOCD. Never waits for a probe.
    Raises UsageError, BadInputError, ToolMissingError, DeviceError.
    """
    check_elf(elf)
    name = tool or _choose(board, server)
    if name not in NAMES:
        raise UsageError(f"there is no tool {name!r}; choose one of: {', '.join(NAMES)}")
    if name == "gdb":
        if server is None:
            raise UsageError("GDB needs a server; give --server HOST:PORT")
        return Flashed(name, flash_gdb(elf, server))
    if board.flash is None:
        raise UsageError(f"{board.name} exists in QEMU only: `seedlite run --board {board.name}`")
    return Flashed(name, TOOLS[name](elf, board, board.flash, probe))


def _choose(board: Board, server: str | None) -> str:
    if server is not None:
        return "gdb"
    if board.flash and board.flash.uf2_family and uf2_volumes():
        return "uf2"
    for name, tool in (("pyocd", PYOCD), ("openocd", OPENOCD)):
        if shutil.which(tool.program):
            return name
    raise ToolMissingError(
        f"neither {PYOCD.program} nor {OPENOCD.program} is on PATH; {PYOCD.remedy}"
        + (
            "; or hold BOOTSEL while plugging it in"
            if board.flash and board.flash.uf2_family
            else ""
        )
    )
