"""Small programs for the emulated board, without the runtime."""

import functools
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from seedlite.boards.board import Board, find_board
from seedlite.boards.emulator.qemu import Report, emulate
from seedlite.boards.sources import source_root
from seedlite.boards.toolchain.architecture import ARM
from seedlite.boards.toolchain.tools import QEMU, find_libc, find_tool
from seedlite.errors import ToolMissingError
from tests.support.waiting import PATIENCE

PROGRAMS = Path(__file__).parent / "programs"


@pytest.fixture(scope="session")
def board(request: pytest.FixtureRequest) -> Board:
    """The emulated board, mps2-an386 where a test names no other; skips the test where it cannot be
    compiled for or emulated."""
    try:
        find_libc()
        find_tool(QEMU)
    except ToolMissingError as error:
        pytest.skip(str(error))
    return find_board(getattr(request, "param", "mps2-an386"))


@pytest.fixture(scope="session")
def runtime_objects(tmp_path_factory) -> Callable[[Board], list[Path]]:
    """A function: objects of the runtime for a board's core and float ABI, compiled once."""

    @functools.cache
    def compiled(command: tuple[object, ...]) -> list[Path]:
        folder = tmp_path_factory.mktemp("runtime")
        runtime = source_root() / "runtime_c"
        sources = runtime.glob("src/**/*.c")
        include = f"-I{runtime / 'include'}"
        subprocess.run([*command, include, "-c", *sources], cwd=folder, check=True)
        return sorted(folder.glob("*.o"))

    return lambda board: compiled(tuple(compiler(board)))


def compiler(board: Board) -> list[object]:
    path, libc = find_tool(board.architecture.compiler), board.architecture.libc.file
    target = (*board.target_options, f"--specs={libc}", "-std=c99")
    return [path, *target, "-O2", "-Wall", "-Werror", "-ffunction-sections"]


def start_up(board: Board) -> list[Path]:
    """Sources of the code between reset and main, and of the board's interface."""
    firmware = source_root() / "firmware"
    own = sorted((firmware / "families" / board.family).glob("*.c"))
    common = sorted((firmware / "common").glob("*.c"))
    if board.architecture is not ARM:
        common = [path for path in common if path.stem in ("counter", "stack")]
    return own + common


@pytest.fixture
def compile_program(board, runtime_objects, tmp_path):
    """Compiles a file of programs/ with the board's start-up and semihosting, and links it with
    `objects`, if `runtime` with the runtime; gives the ELF."""

    def compile_program(
        name: str,
        runtime: bool = False,
        objects: Sequence[Path] = (),
        float_abi: str | None = None,
    ) -> Path:
        root = source_root()
        firmware = root / "firmware"
        target = replace(board, float_abi=float_abi or board.float_abi)
        app = firmware / "app" / "semihosting"
        folder = firmware / "boards" / board.name
        elf = tmp_path / f"{name}.elf"
        includes = (firmware / "common", app, folder, root / "runtime_c" / "include")
        subprocess.run(
            [
                *compiler(target),
                *("-nostartfiles", PROGRAMS / f"{name}.c"),
                *(f"-I{include}" for include in includes),
                *start_up(board),
                *(path for path in app.glob("*.c") if path.name != "main.c"),
                *(runtime_objects(target) if runtime else objects),
                *(f"-T{folder / 'memory.ld'}", f"-L{firmware / 'common'}", "-Wl,--gc-sections"),
                *("-o", elf),
            ],
            check=True,
        )
        return elf

    return compile_program


@pytest.fixture
def run_program(compile_program, board, tmp_path):
    """Compiles and emulates a program; gives its report."""

    def run_program(name: str) -> Report:
        emulate(compile_program(name), board, tmp_path, timeout=PATIENCE)
        return Report((tmp_path / "report.txt").read_text())

    return run_program
