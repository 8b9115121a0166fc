"""Boards that firmware can be built for: folders of firmware/boards, and the user's own."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from seedlite.boards.board_toml import BOARD_TOML, read_board_toml
from seedlite.boards.memory import MEMORY_LD, Region, read_memory
from seedlite.boards.sources import source_root
from seedlite.boards.toolchain.architecture import RISCV, Architecture, architecture_of
from seedlite.errors import BadInputError, UsageError

OWN_FAMILY = "board.c"  # in the folder of a board without a family

SOURCES = (".toml", ".ld", ".c", ".h", ".S", ".inc")


@dataclass(frozen=True)
class Emulation:
    """QEMU's machine of a board. An instruction takes 2^icount_shift ns; None if QEMU cannot count
    the board's instructions."""

    machine: str
    icount_shift: int | None = None


@dataclass(frozen=True)
class Flashing:
    """How to program a board: pyOCD's target, OpenOCD's scripts (and commands in braces), the USB
    numbers of the probe, and the UF2 family if the boot loader takes UF2."""

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
    """A board as described by its folder (board.toml, memory.ld)."""

    name: str
    folder: Path
    title: str
    core: str
    float_abi: str
    family: str | None  # None: the folder has its own board.c
    serial: str  # description of the serial line
    regions: dict[str, Region]  # of the linker script, including FLASH and RAM
    emulation: Emulation | None  # None: not emulated
    flash: Flashing | None  # None: programmable by GDB only

    @property
    def flash_bytes(self) -> int:
        return self.regions["FLASH"].length

    @property
    def ram_bytes(self) -> int:
        return self.regions["RAM"].length

    @property
    def architecture(self) -> Architecture:
        return architecture_of(self.core)

    @property
    def target_options(self) -> list[str]:
        """The compiler's, for the core and floats."""
        if self.architecture is RISCV:
            return [f"-march={self.core}", "-mabi=ilp32"]
        return [f"-mcpu={self.core}", "-mthumb", f"-mfloat-abi={self.float_abi}"]

    @property
    def emulated_by(self) -> str | None:
        program = self.architecture.emulator.program
        return f"{program} -M {self.emulation.machine}" if self.emulation else None


def list_boards() -> list[Board]:
    """Returns the package's boards, by name."""
    return [_read_board(folder) for folder in _packaged()]


def find_board(name: str | os.PathLike[str]) -> Board:
    """Returns the package's board of that name, or the board of a folder: a path with a separator,
    or an existing folder. Raises UsageError if there is none, BadInputError for a wrong folder."""
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
    """Returns the files of a board's folder that are part of firmware, by relative path. Raises
    BadInputError."""
    paths = [path for path in _walk(board.folder) if path.suffix in SOURCES]
    try:
        return {str(path.relative_to(board.folder)): path.read_bytes() for path in paths}
    except OSError as error:
        raise BadInputError(f"cannot read {error.filename}: {error.strerror}") from error


def _walk(folder: Path) -> list[Path]:
    """Returns all files below a folder except hidden ones, sorted."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in names if not name.startswith(".")]
    return sorted(found)


def check_emulated(board: Board) -> Emulation:
    """Returns how QEMU emulates the board. Raises UsageError, naming alternatives, if it does
    not."""
    if board.emulation is None:
        raise UsageError(
            f"{board.name} has no emulator; `run` and `evaluate` reach the board itself, once this "
            "model's firmware is on it, with `port` DEVICE, its serial line; `seedlite boards` "
            "names the boards that QEMU emulates"
        )
    return board.emulation


def _boards() -> Path:
    return source_root() / "firmware" / "boards"


def _packaged() -> list[Path]:
    """Returns the folders of the package's boards, by name."""
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
    """Raises BadInputError unless exactly one driver, a family or board.c, exists."""
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
    """Returns the path of a file in a board's folder. Raises BadInputError if it is missing."""
    if not os.path.isfile(folder / name):
        raise BadInputError(
            f"{folder / name} is missing; a board's folder has {BOARD_TOML}, {MEMORY_LD} and, for "
            "its family, config.h (CONTRIBUTING.md)"
        )
    return folder / name
