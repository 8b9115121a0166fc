"""Flashes firmware: with pyOCD, OpenOCD, by copying (UF2), or through a GDB server."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from seedlite.boards.board import Board, Flashing
from seedlite.boards.flashing.gdb import flash_gdb
from seedlite.boards.flashing.openocd import flash_openocd
from seedlite.boards.flashing.pyocd import flash_pyocd
from seedlite.boards.flashing.uf2 import check_uf2, flash_uf2, is_uf2_file, uf2_volumes
from seedlite.boards.toolchain.target import check_target
from seedlite.boards.toolchain.tools import OPENOCD, PYOCD, has_tool
from seedlite.errors import ToolMissingError, UsageError

# (firmware, board, its settings, number of the probe) -> the probe or volume used
Flasher = Callable[[Path, Board, Flashing, str | None], str]
TOOLS: dict[str, Flasher] = {"pyocd": flash_pyocd, "openocd": flash_openocd, "uf2": flash_uf2}
NAMES = (*TOOLS, "gdb")


@dataclass(frozen=True)
class Flashed:
    """A completed programming: the tool, and the probe, volume or server used."""

    tool: str
    through: str


def flash(
    firmware: Path,
    board: Board,
    tool: str | None = None,
    probe: str | None = None,
    server: str | None = None,
) -> Flashed:
    """Programs a board with an ELF file, or with a .uf2 through its UF2 boot loader, verifies and
    starts it. Refuses firmware for another board or core.

    Without `tool` takes the first available: UF2 if a boot loader's volume is mounted, GDB if a
    `server` (HOST:PORT) is given, pyOCD, OpenOCD. Never waits for a probe. Raises UsageError,
    BadInputError, ToolMissingError, DeviceError.
    """
    if tool not in (None, *NAMES):
        raise UsageError(f"there is no tool {tool!r}; choose one of: {', '.join(NAMES)}")
    name = _check(firmware, board, tool, server) or tool or _choose(board, server)
    if name == "gdb":
        if server is None:
            raise UsageError("GDB needs a server; give `server` HOST:PORT")
        return Flashed(name, flash_gdb(firmware, server))
    return Flashed(name, TOOLS[name](firmware, board, _settings(board), probe))


def _check(firmware: Path, board: Board, tool: str | None, server: str | None) -> str | None:
    """Raises if the board cannot take the firmware; returns the only tool for it, or None."""
    if not is_uf2_file(firmware):
        check_target(firmware, board)
        return None
    check_uf2(firmware, board)
    if server is not None or tool not in (None, "uf2"):
        raise UsageError(
            f"only a UF2 boot loader takes {firmware}; give firmware.elf to other tools"
        )
    return "uf2"


def _settings(board: Board) -> Flashing:
    """Returns the board's settings. Raises UsageError if only GDB programs it."""
    if board.flash is not None:
        return board.flash
    if board.emulation is not None:
        raise UsageError(
            f"{board.name} exists in QEMU only, as its board.toml has no [flash]: "
            f"`seedlite run --board {board.name}`"
        )
    raise UsageError(
        f"the board.toml of {board.name} has no [flash]; name pyOCD's target or OpenOCD's scripts "
        "there, or give `server` HOST:PORT of a GDB server"
    )


def _choose(board: Board, server: str | None) -> str:
    if server is not None:
        return "gdb"
    settings = _settings(board)
    if settings.uf2_family is not None and uf2_volumes():
        return "uf2"
    if settings.pyocd and has_tool(PYOCD):
        return "pyocd"
    if settings.openocd and has_tool(OPENOCD):
        return "openocd"
    raise ToolMissingError(
        f"neither {PYOCD.program} nor {OPENOCD.program} is on PATH; {PYOCD.remedy}"
        + ("; or hold BOOTSEL while plugging it in" if settings.uf2_family is not None else "")
    )
