"""Firmware from a model: compiled once for a board, linked anew for every model."""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seedlite.codegen import GeneratedProgram, render_header, render_source
from seedlite.errors import DoesNotFitError, SeedliteError
from seedlite.firmware.boards import Board
from seedlite.firmware.sizes import layer_flash
from seedlite.firmware.sources import source_hash, source_root
from seedlite.firmware.toolchain import (
    CMAKE,
    COMPILER,
    NINJA,
    find_libc,
    find_tool,
    tool_version,
)

App = Literal["serial", "semihosting"]
Optimize = Literal["speed", "size"]
LEVELS = {"speed": "-O2", "size": "-Os"}
OVERFLOW = re.compile(r"region `(FLASH|RAM)' overflowed by (\d+) bytes")
NAME = "model"  # of the generated files and their functions
LARGEST = 3  # layers named where a model does not fit


@dataclass(frozen=True)
class Firmware:
    """A board's firmware with one model in it; the three files hold the same program."""

    board: Board
    elf: Path
    hex: Path
    bin: Path

    @property
    def files(self) -> list[Path]:
        return [self.elf, self.hex, self.bin]


def build_firmware(
    program: GeneratedProgram,
    board: Board,
    out: Path,
    app: App = "semihosting",
    optimize: Optimize = "speed",
) -> Firmware:
    """Builds firmware.elf, .hex and .bin with a program as constants, in the folder `out`, which is
    made if need be.

    Builds may run side by side. Raises DoesNotFitError, naming the largest layers, where the
    board's flash or RAM is too small and ToolMissingError where a tool is missing.
    """
    with _build_folder(board, app, "generated", LEVELS[optimize]) as folder:
        files = {
            f"{NAME}.c": render_source(program, NAME),
            f"{NAME}.h": render_header(program, NAME),
        }
        for name, text in files.items():
            _write_if_new(folder / name, text.encode())
        _configure(folder, board, app, LEVELS[optimize], {"SEEDLITE_MODEL": folder})
        try:
            _compile(folder, board)
        except DoesNotFitError as error:
            (model,) = folder.glob(f"CMakeFiles/seedlite_model.dir/**/{NAME}.c.obj")
            raise DoesNotFitError(
                f"{error}; {largest_layers(program, layer_flash(model))}"
            ) from error
        return _copied(folder, board, out)


def build_loader(
    file: bytes, arena_bytes: int, board: Board, out: Path, optimize: Optimize = "speed"
) -> Firmware:
    """The same with a model that sl_load verifies and prepares on the board, in an arena of
    `arena_bytes` (what sl_verify asks for on a 64-bit host is more than enough)."""
    with _build_folder(board, "semihosting", "loaded", LEVELS[optimize]) as folder:
        model = folder / "model.tflite"
        _write_if_new(model, file)
        variables = {"SEEDLITE_MODEL": model, "SEEDLITE_ARENA_BYTES": arena_bytes}
        _configure(folder, board, "semihosting", LEVELS[optimize], variables)
        _compile(folder, board)
        return _copied(folder, board, out)


def largest_layers(program: GeneratedProgram, flash: Counter[int]) -> str:
    """Which layers take most flash and most RAM, in words."""
    steps = program.steps
    by_flash = ", ".join(f"{steps[i].label} {size:,}" for i, size in flash.most_common(LARGEST))
    by_ram = ", ".join(
        f"{step.label} {step.live_bytes:,}"
        for step in sorted(steps, key=lambda step: -step.live_bytes)[:LARGEST]
    )
    return f"most flash (bytes): {by_flash}; most RAM: {by_ram}"


def _cache_root() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "seedlite" / "firmware"


@contextlib.contextmanager
def _build_folder(board: Board, *choices: str) -> Iterator[Path]:
    """The build folder of these sources, board, choices and compiler; nobody else's meanwhile."""
    for tool in (COMPILER, CMAKE, NINJA):
        find_tool(tool)
    find_libc()
    key = "\0".join([source_hash(source_root()), *choices, tool_version(COMPILER)])
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    folder = _cache_root() / f"{board.name}-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until closed
        yield folder


def _configure(
    folder: Path, board: Board, app: App, level: str, variables: Mapping[str, object]
) -> None:
    root = source_root()
    _run(
        [
            CMAKE.program,
            f"-S{root / 'firmware'}",
            f"-B{folder}",
            "-GNinja",
            f"-DCMAKE_TOOLCHAIN_FILE={root / 'cmake' / 'arm-none-eabi.cmake'}",
            f"-DSEEDLITE_BOARD={board.name}",
            f"-DSEEDLITE_APP={app}",
            f"-DSEEDLITE_OPTIMIZE={level}",
            *(f"-D{name}={value}" for name, value in variables.items()),
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
    """Unchanged content keeps its time stamp, so that nothing is compiled again."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def _copied(folder: Path, board: Board, out: Path) -> Firmware:
    out.mkdir(parents=True, exist_ok=True)
    elf, hex, bin = (
        _copy_whole(folder / f"firmware.{suffix}", out) for suffix in ("elf", "hex", "bin")
    )
    return Firmware(board, elf, hex, bin)


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
