"""Builds firmware: compiled once for a board, linked for every model."""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seedlite.boards.board import Board, board_files
from seedlite.boards.codegen.program import GeneratedProgram
from seedlite.boards.codegen.render import render_header, render_source
from seedlite.boards.core import check_core
from seedlite.boards.process import run_process
from seedlite.boards.sources import source_hash, source_root
from seedlite.boards.toolchain.cache import REMEDY, saying_where, usable_cache
from seedlite.boards.toolchain.sizes import layer_flash
from seedlite.boards.toolchain.target import target_mark
from seedlite.boards.toolchain.tools import (
    CMAKE,
    NINJA,
    find_libc,
    find_tool,
    tool_version,
)
from seedlite.errors import BadInputError, DoesNotFitError, SeedliteError
from seedlite.files import make_folder

App = Literal["serial", "semihosting"]
Optimize = Literal["speed", "size"]
LEVELS = {"speed": "-O2", "size": "-Os"}
OVERFLOW = re.compile(r"region `(FLASH|RAM)' overflowed by (\d+) bytes")
DISK_FAULTS = tuple(map(os.strerror, (errno.ENOSPC, errno.EDQUOT, errno.EROFS)))
LEAST_FREE_BYTES = 1 << 20  # of a disk that is not full
BOARD, TARGET = "board", "target.json"  # in a build folder: the board's files and its mark
NAME = "model"  # prefix of the generated files and functions
LARGEST = 3  # layers named if a model does not fit


@dataclass(frozen=True)
class Firmware:
    """A board's firmware with one model; the three files hold the same program."""

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
    """Builds firmware.elf, .hex and .bin, with a program as constants, in the folder `out`, which
    is created if missing.

    Builds may run in parallel. Raises DoesNotFitError, naming the largest layers, if the board's
    flash or RAM is too small, and ToolMissingError.
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
    """Builds firmware in which sl_load verifies and prepares a model on the board, in an arena of
    `arena_bytes` (sl_verify's result on a 64-bit host is more than enough)."""
    with _build_folder(board, "semihosting", "loaded", LEVELS[optimize]) as folder:
        model = folder / "model.tflite"
        _write_if_new(model, file)
        variables = {"SEEDLITE_MODEL": model, "SEEDLITE_ARENA_BYTES": arena_bytes}
        _configure(folder, board, "semihosting", LEVELS[optimize], variables)
        _compile(folder, board)
        return _copied(folder, board, out)


def largest_layers(program: GeneratedProgram, flash: Counter[int]) -> str:
    """Returns the layers with most flash and with most RAM, in words."""
    steps = program.steps
    by_flash = ", ".join(f"{steps[i].label} {size:,}" for i, size in flash.most_common(LARGEST))
    by_ram = ", ".join(
        f"{step.label} {step.live_bytes:,}"
        for step in sorted(steps, key=lambda step: -step.live_bytes)[:LARGEST]
    )
    return (
        f"most flash (bytes): {by_flash}; most RAM, whatever the bits a weight: {by_ram}; the "
        f"kernels' scratch: {program.scratch_bytes:,}, less where an LSTM stays int8 (`layers`)"
    )


@contextlib.contextmanager
def _build_folder(board: Board, *choices: str) -> Iterator[Path]:
    """Locks the build folder of these sources, board, choices and compiler. It holds a copy of the
    board's files, so that the board's path may contain any characters."""
    architecture = board.architecture
    for tool in (architecture.compiler, CMAKE, NINJA):
        find_tool(tool)
    find_libc(architecture.libc)
    check_core(board)
    files = board_files(board)
    parts = [source_hash(source_root()), board.name, *choices, tool_version(architecture.compiler)]
    digest = hashlib.sha256("\0".join(parts).encode())
    for name, content in files.items():
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    root = usable_cache()
    folder = root / digest.hexdigest()[:24]
    with contextlib.ExitStack() as until_closed:
        with saying_where(root):
            folder.mkdir(parents=True, exist_ok=True)
            lock = until_closed.enter_context(open(folder / "lock", "w"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        for name, content in files.items():
            _write_if_new(folder / BOARD / name, content)
        _write_if_new(folder / TARGET, target_mark(board))
        yield folder


def _configure(
    folder: Path, board: Board, app: App, level: str, variables: Mapping[str, object]
) -> None:
    root = source_root()
    family = board.family and root / "firmware" / "families" / board.family
    _run(
        [
            find_tool(CMAKE),
            f"-S{root / 'firmware'}",
            f"-B{folder}",
            "-GNinja",
            f"-DCMAKE_TOOLCHAIN_FILE={root / 'cmake' / board.architecture.toolchain_file}",
            f"-DSEEDLITE_BOARD={folder / BOARD}",
            f"-DSEEDLITE_TARGET={folder / TARGET}",
            f"-DSEEDLITE_CORE={';'.join(board.target_options)}",
            f"-DSEEDLITE_FAMILY={family or folder / BOARD}",
            f"-DSEEDLITE_APP={app}",
            f"-DSEEDLITE_OPTIMIZE={level}",
            *(f"-D{name}={value}" for name, value in variables.items()),
        ],
        folder,
        board,
    )


def _compile(folder: Path, board: Board) -> None:
    _run([find_tool(CMAKE), "--build", folder], folder, board)


def _run(command: Sequence[object], folder: Path, board: Board) -> None:
    ended = run_process(command)
    if ended.status == 0:
        return
    output = ended.output.replace(str(folder / BOARD), str(board.folder)).strip()
    overflows = OVERFLOW.findall(output)
    if overflows:
        sizes = {"FLASH": board.flash_bytes, "RAM": board.ram_bytes}
        missing = "; ".join(
            f"{region} ({sizes[region]} bytes) is too small by {count} bytes"
            for region, count in overflows
        )
        raise DoesNotFitError(f"{board.name}: {missing}; choose a larger board or a smaller model")
    # CMake may cut its files short without a word, so that ninja misses a target
    full = shutil.disk_usage(folder).free < LEAST_FREE_BYTES
    if full or any(words in output for words in DISK_FAULTS):
        raise BadInputError(
            f"cannot write in the firmware cache {folder}: {REMEDY}; the compiler says:\n{output}"
        )
    raise SeedliteError(f"building for {board.name} failed:\n{output}")


def _write_if_new(path: Path, content: bytes) -> None:
    """Writes a file unless it has this content; unchanged files keep their time stamps and are not
    recompiled."""
    with saying_where(path):
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _copied(folder: Path, board: Board, out: Path) -> Firmware:
    make_folder(out)
    try:
        elf, hex, bin = (
            _copy_whole(folder / f"firmware.{suffix}", out) for suffix in ("elf", "hex", "bin")
        )
    except OSError as error:
        raise BadInputError(f"cannot write to {out}: {error.strerror}") from error
    return Firmware(board, elf, hex, bin)


def _copy_whole(source: Path, folder: Path) -> Path:
    """Copies into `folder` atomically."""
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
