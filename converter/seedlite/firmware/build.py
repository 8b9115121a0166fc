"""Firmware from a model: compiled once for a board, linked anew for every model."""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seedlite.errors import DoesNotFitError, SeedliteError
from seedlite.firmware.boards import Board
from seedlite.firmware.sources import source_hash, source_root
from seedlite.firmware.toolchain import (
    CMAKE,
    COMPILER,
    NINJA,
    find_libc,
    find_tool,
    tool_version,
)

Optimize = Literal["speed", "size"]
LEVELS = {"speed": "-O2", "size": "-Os"}
OVERFLOW = re.compile(r"region `(FLASH|RAM)' overflowed by (\d+) bytes")


@dataclass(frozen=True)
class Firmware:
    """A board's firmware with one model in it; the three files hold the same program."""

    board: Board
    arena_bytes: int
    elf: Path
    hex: Path
    bin: Path


def build_firmware(
    model: bytes, board: Board, arena_bytes: int, out: Path, optimize: Optimize = "speed"
) -> Firmware:
    """Builds firmware.elf, .hex and .bin in the folder `out`, which is made if need be.

    `arena_bytes` is what the model's program may use of the board's RAM; what `sl_verify` asks for
    on a 64-bit host is more than enough. Builds may run side by side. Raises DoesNotFitError where
    the board's flash or RAM is too small and ToolMissingError where a tool is missing.
    """
    for tool in (COMPILER, CMAKE, NINJA):
        find_tool(tool)
    find_libc()
    level = LEVELS[optimize]
    with _build_folder(board, level) as folder:
        # Unchanged content keeps its time stamp, so that nothing is linked again.
        _write_if_new(folder / "model.tflite", model)
        _configure(folder, board, arena_bytes, level)
        _compile(folder, board)
        out.mkdir(parents=True, exist_ok=True)
        elf, hex, bin = (
            _copy_whole(folder / f"firmware.{suffix}", out) for suffix in ("elf", "hex", "bin")
        )
    return Firmware(board, arena_bytes, elf, hex, bin)


def _cache_root() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "seedlite" / "firmware"


@contextlib.contextmanager
def _build_folder(board: Board, level: str) -> Iterator[Path]:
    """The build folder of these sources, board, level and compiler; nobody else's meanwhile."""
    key = "\0".join([source_hash(source_root()), level, tool_version(COMPILER)])
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    folder = _cache_root() / f"{board.name}-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until closed
        yield folder


def _configure(folder: Path, board: Board, arena_bytes: int, level: str) -> None:
    root = source_root()
    _run(
        [
            CMAKE.program,
            f"-S{root / 'firmware'}",
            f"-B{folder}",
            "-GNinja",
            f"-DCMAKE_TOOLCHAIN_FILE={root / 'cmake' / 'arm-none-eabi.cmake'}",
            f"-DSEEDLITE_BOARD={board.name}",
            f"-DSEEDLITE_MODEL={folder / 'model.tflite'}",
            f"-DSEEDLITE_ARENA_BYTES={arena_bytes}",
            f"-DSEEDLITE_OPTIMIZE={level}",
        ],
        board,
    )


def _compile(folder: Path, board: Board) -> None:
    _run([CMAKE.program, "--build", str(folder)], board)


def _run(command: list[str], board: Board) -> None:
    result = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if result.returncode == 0:
        return
    overflows = OVERFLOW.findall(result.stdout)
    if overflows:
        sizes = {"FLASH": board.flash_bytes, "RAM": board.ram_bytes}
        missing = "; ".join(
            f"{region} ({sizes[region]} bytes) is too small by {count} bytes"
            for region, count in overflows
        )
        raise DoesNotFitError(f"{board.name}: {missing}; choose a larger board or a smaller model")
    raise SeedliteError(f"building for {board.name} failed:\n{result.stdout.strip()}")


def _write_if_new(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def _copy_whole(source: Path, folder: Path) -> Path:
    """Copies into `folder` so that the target is never seen half written."""
    handle, temporary = tempfile.mkstemp(dir=folder)
    os.close(handle)
    try:
        shutil.copy(source, temporary)
        target = folder / source.name
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
    return target
