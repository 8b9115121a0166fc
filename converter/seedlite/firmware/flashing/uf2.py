"""UF2 boot loaders: a volume that takes a copy."""

import shutil
from pathlib import Path

from seedlite.errors import BadInputError, DeviceError, UsageError
from seedlite.firmware.boards import Board, Flashing

MOUNTS = ("/media/*/*", "/run/media/*/*", "/media/*", "/mnt/*", "/Volumes/*")
UF2_MARK = "INFO_UF2.TXT"  # in the root of every UF2 boot loader's volume


def uf2_volumes() -> list[Path]:
    """Mounted volumes of UF2 boot loaders."""
    folders = {path for pattern in MOUNTS for path in Path("/").glob(pattern.lstrip("/"))}
    return sorted(folder for folder in folders if _has_mark(folder))


def _has_mark(folder: Path) -> bool:
    try:
        return (folder / UF2_MARK).is_file()
    except OSError:
        return False


def flash_uf2(elf: Path, board: Board, settings: Flashing, probe: str | None) -> str:
    """Copies the .uf2; `probe` is the volume if there are several."""
    if not settings.uf2_family:
        raise UsageError(f"{board.name} has no UF2 boot loader; use pyocd or openocd")
    source = elf.with_suffix(".uf2")
    if not source.exists():
        raise BadInputError(f"{source} is missing; `seedlite build` writes it beside {elf.name}")
    volumes = [v for v in uf2_volumes() if probe in (None, str(v), v.name)]
    if len(volumes) != 1:
        found = ", ".join(map(str, volumes)) or "none"
        raise DeviceError(
            f"{board.name}: one volume of a UF2 boot loader is needed, found: {found}; hold "
            "BOOTSEL while plugging the board in, or choose with --probe"
        )
    try:
        shutil.copyfile(source, volumes[0] / source.name)
    except OSError as error:
        raise DeviceError(
            f"cannot copy to {volumes[0]}: {error.strerror}; plug in again"
        ) from error
    return str(volumes[0])
