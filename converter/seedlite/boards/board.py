"""The boards that firmware can be built for: one folder of firmware/boards each, and folders of a
user's own."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from seedlite.boards.board_toml import BOARD_TOML, read_board_toml
from seedlite.boards.memory import MEMORY_LD, Region, read_memory
from seedlite.boards.sources import source_root
from seedlite.errors import BadInputError, UsageError

OWN_FAMILY = "board.c"  # in a board's folder, where its microcontroller has no family here

SOURCES = (".toml", ".ld", ".c", ".h", ".S", ".inc")


@dataclass(frozen=True)
class Emulation:
    """How QEMU emulates a board: its machine. An instruction takes 2^icount_shift ns if the board
    can count instructions so; else None."""

    machine: str
    icount_shift: int | None = None


@dataclass(frozen=True)
class Flashing:
    """How a board is programmed: pyOCD's target, OpenOCD's scripts (and commands in braces), the
    USB numbers of its probe, and its UF2 family where its boot loader takes UF2."""

    pyocd: str | None = None
    openocd: str | None = None
    usb: str | None = None
    uf2_family: int | None = None

    @property
    def openocd_arguments(self) -> list[str]:
        parts = re.findall(r"-c \{([^}]*)\}|(\S+)", self.openocd or "")
        return [
            a for command, script in parts for a in (("-c", command) if command else ("-f", script))
        ]


@dataclass(frozen=True)
class Board:
    """A board as its folder (board.toml, memory.ld) describes it."""

    name: str
    folder: Path
    title: str
    core: str
    float_abi: str
    family: str | None  # None: the folder's own board.c stands for one
    serial: str  # which line the firmware speaks on
    regions: dict[str, Region]  # of the linker script; FLASH and RAM among them
    emulation: Emulation | None  # None: there is no emulator for it
    flash: Flashing | None  # None: no tool but GDB programs it

    @property
    def flash_bytes(self) -> int:
        return self.regions["FLASH"].length

    @property
    def ram_bytes(self) -> int:
        return self.regions["RAM"].length

    @property
    def emulated_by(self) -> str | None:
        return f"qemu-system-arm -M {self.emulation.machine}" if self.emulation else None


def list_boards() -> list[Board]:
    """The boards of the package, by name."""
    return [_read_board(folder) for folder in _packaged()]


def find_board(name: str | os.PathLike[str]) -> Board:
    """The board of the package called `name`, or else that of a folder: a path with a separator, or
    of a folder that exists. Raises UsageError if there is none, BadInputError for what is wrong
    with a folder."""
    name, known = os.fspath(name), [path.name for path in _packaged()]
    if name in known:
        return _read_board(_boards() / name)
    if os.path.basename(name) == name and not os.path.isdir(name):
        raise UsageError(
            f"there is no board {name!r}; choose one of: {', '.join(known)}; or give the folder of "
            "one of your own"
        )
    folder = Path(os.path.abspath(name))
    if not folder.is_dir():
        raise UsageError(f"there is no folder {name} of a board; check the path")
    if folder.name in known and not folder.samefile(_boards() / folder.name):
        raise UsageError(
            f"{name} is called like the package's board {folder.name}; give the folder a name of "
            "its own"
        )
    return _read_board(folder)


def board_files(board: Board) -> dict[str, bytes]:
    """What of a board's folder firmware is made of, by path in it. Raises BadInputError."""
    paths = [path for path in _walk(board.folder) if path.suffix in SOURCES]
    try:
        return {str(path.relative_to(board.folder)): path.read_bytes() for path in paths}
    except OSError as error:
        raise BadInputError(f"cannot read {error.filename}: {error.strerror}") from error


def _walk(folder: Path) -> list[Path]:
    """All files of a folder and those in it, but hidden ones, in order."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in names if not name.startswith(".")]
    return sorted(found)


def check_emulated(board: Board) -> Emulation:
    """How QEMU emulates the board. Raises UsageError, saying what else there is, if it does not."""
    if board.emulation is None:
        raise UsageError(
            f"{board.name} has no emulator; `run` and `evaluate` reach the board itself, once this "
            "model's firmware is on it, with --port DEVICE, its serial line; `seedlite boards` "
            "names the boards that QEMU emulates"
        )
    return board.emulation


def _boards() -> Path:
    return source_root() / "firmware" / "boards"


def _packaged() -> list[Path]:
    """The folders of the package's boards, by name."""
    return sorted(path.parent for path in _boards().glob(f"*/{BOARD_TOML}"))


def _read_board(folder: Path) -> Board:
    values = read_board_toml(_part(folder, BOARD_TOML))
    family, emulation, flash = (values.get(key) for key in ("family", "qemu", "flash"))
    _check_family(folder, family)
    return Board(
        name=folder.name,
        folder=folder,
        title=values["title"],
        core=values["core"],
        float_abi=values.get("float_abi", "soft"),
        family=family,
        serial=values["serial"],
        regions=read_memory(_part(folder, MEMORY_LD)),
        emulation=None if emulation is None else Emulation(**emulation),
        flash=None if flash is None else Flashing(**flash),
    )


def _check_family(folder: Path, family: str | None) -> None:
    """Raises BadInputError unless exactly one thing drives the board's hardware."""
    known = sorted(path.name for path in (source_root() / "firmware" / "families").iterdir())
    own = os.path.isfile(folder / OWN_FAMILY)
    if family is None and not own:
        raise BadInputError(
            f"{folder / BOARD_TOML}: family is missing; give one of {', '.join(known)}, or put a "
            f"{OWN_FAMILY} that implements board.h beside it"
        )
    if family is None:
        return
    if own:
        raise BadInputError(
            f"{folder / BOARD_TOML}: family is '{family}', and {OWN_FAMILY} lies beside it; take "
            "one of the two away"
        )
    if family not in known:
        raise BadInputError(
            f"{folder / BOARD_TOML}: family is '{family}'; give one of {', '.join(known)}"
        )
    _part(folder, "config.h")


def _part(folder: Path, name: str) -> Path:
    """A file of a board's folder. Raises BadInputError if it is missing."""
    if not os.path.isfile(folder / name):
        raise BadInputError(
            f"{folder / name} is missing; a board's folder has {BOARD_TOML}, {MEMORY_LD} and, for "
            "its family, config.h (CONTRIBUTING.md)"
        )
    return folder / name
