"""Flashing through UF2 boot loaders, which appear as volumes."""

import os
from pathlib import Path

from seedlite.boards.board import Board, Flashing
from seedlite.boards.toolchain.image import loaded_image
from seedlite.boards.toolchain.target import check_place
from seedlite.boards.toolchain.uf2 import is_uf2, read_uf2, to_uf2
from seedlite.errors import BadInputError, DeviceError, UsageError
from seedlite.files import read_file

MOUNTS = ("/media/*/*", "/run/media/*/*", "/media/*", "/mnt/*", "/Volumes/*")
UF2_MARK = "INFO_UF2.TXT"  # in the root of every UF2 volume


def uf2_volumes() -> list[Path]:
    """Returns the mounted volumes of UF2 boot loaders."""
    folders = {path for pattern in MOUNTS for path in Path("/").glob(pattern.lstrip("/"))}
    return sorted(folder for folder in folders if os.path.isfile(folder / UF2_MARK))


def is_uf2_file(path: Path) -> bool:
    return path.suffix.lower() == ".uf2" or is_uf2(read_file(path))


def uf2_family(board: Board) -> int:
    """Returns the board's UF2 family. Raises UsageError if it takes no UF2."""
    if board.flash is None or board.flash.uf2_family is None:
        raise UsageError(f"{board.name} has no UF2 boot loader; use pyocd or openocd")
    return board.flash.uf2_family


def check_uf2(path: Path, board: Board) -> None:
    """Raises BadInputError if a .uf2 is damaged or for another board, UsageError if the board takes
    none."""
    family = uf2_family(board)
    try:
        blocks = list(read_uf2(read_file(path)))
    except ValueError as error:
        raise BadInputError(f"{path} is no UF2 file: {error}") from error
    for block in blocks:
        if block.family not in (family, None):
            raise BadInputError(
                f"{path} is for UF2 family {block.family:#010x}, {board.name} is of "
                f"{family:#010x}; give the firmware.uf2 of a build for {board.name}"
            )
        check_place(path, block.address, block.count, board)
    missing = set(range(blocks[0].blocks if blocks else 1)) - {block.number for block in blocks}
    if missing:
        raise BadInputError(f"{path} is cut off: block {min(missing)} is missing; build it again")


def flash_uf2(firmware: Path, board: Board, settings: Flashing, probe: str | None) -> str:
    """Copies a .uf2, or an ELF file converted to one; `probe` selects the volume if there are
    several."""
    family = uf2_family(board)
    if is_uf2_file(firmware):
        content = read_file(firmware)
    else:
        base, image = loaded_image(firmware)
        content = to_uf2(image, base, family)
    volumes = [v for v in uf2_volumes() if probe in (None, str(v), v.name)]
    if len(volumes) != 1:
        found = ", ".join(map(str, volumes)) or "none"
        raise DeviceError(
            f"{board.name}: one volume of a UF2 boot loader is needed, found: {found}; hold "
            "BOOTSEL while plugging the board in, or choose with `probe`"
        )
    try:
        (volumes[0] / f"{firmware.stem}.uf2").write_bytes(content)
    except OSError as error:
        raise DeviceError(
            f"cannot copy to {volumes[0]}: {error.strerror}; plug in again"
        ) from error
    return str(volumes[0])
