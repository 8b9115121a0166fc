"""The boards that firmware can be built for: one folder of firmware/boards each."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from seedlite.errors import UsageError
from seedlite.firmware.sources import source_root

UNITS = {"": 1, "K": 1024, "M": 1024 * 1024}
REGION = re.compile(r"^\s*(\w+)\s*\(\w+\)\s*:.*LENGTH\s*=\s*(\d+)([KM]?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Emulation:
    """How QEMU emulates a board: its machine. An instruction takes 2^icount_shift ns if the board
    can count instructions so; else None."""

    machine: str
    icount_shift: int | None


@dataclass(frozen=True)
class Flashing:
    """How a board is programmed: pyOCD's target, OpenOCD's scripts (and commands in braces), the
    USB numbers of its probe, and its UF2 family where its boot loader takes UF2."""

    pyocd: str
    openocd: str
    usb: str | None = None
    uf2_family: int | None = None

    @property
    def openocd_arguments(self) -> list[str]:
        parts = re.findall(r"-c \{([^}]*)\}|(\S+)", self.openocd)
        return [
            a for command, script in parts for a in (("-c", command) if command else ("-f", script))
        ]


@dataclass(frozen=True)
class Board:
    """A board as its folder (board.toml, memory.ld) describes it; sizes in bytes."""

    name: str
    title: str
    core: str
    float_abi: str
    family: str
    serial: str  # which line the firmware speaks on
    flash_bytes: int
    ram_bytes: int
    emulation: Emulation | None  # None: there is no emulator for it
    flash: Flashing | None  # None: it exists in the emulator only

    @property
    def emulated_by(self) -> str | None:
        return f"qemu-system-arm -M {self.emulation.machine}" if self.emulation else None


def list_boards() -> list[Board]:
    """All boards, by name."""
    folder = source_root() / "firmware" / "boards"
    return [_read_board(path.parent) for path in sorted(folder.glob("*/board.toml"))]


def find_board(name: str) -> Board:
    """The board called `name`. Raises UsageError if there is none."""
    boards = {board.name: board for board in list_boards()}
    if name not in boards:
        raise UsageError(f"there is no board {name!r}; choose one of: {', '.join(boards)}")
    return boards[name]


def _read_board(folder: Path) -> Board:
    description = tomllib.loads((folder / "board.toml").read_text())
    lengths = {
        region: int(count) * UNITS[unit]
        for region, count, unit in REGION.findall((folder / "memory.ld").read_text())
    }
    qemu, flash = description.get("qemu"), description.get("flash")
    return Board(
        name=folder.name,
        title=description["title"],
        core=description["core"],
        float_abi=description.get("float_abi", "soft"),
        family=description["family"],
        serial=description["serial"],
        flash_bytes=lengths["FLASH"],
        ram_bytes=lengths["RAM"],
        emulation=Emulation(qemu["machine"], qemu.get("icount_shift")) if qemu else None,
        flash=Flashing(**flash) if flash else None,
    )
