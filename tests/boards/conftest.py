"""Small programs for the emulated board, without the runtime."""

import functools
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from seedlite.boards.board import Board, find_board
from seedlite.boards.emulator.qemu import Report, emulate
from seedlite.boards.sources import source_root
from seedlite.boards.toolchain.tools import COMPILER, QEMU, find_libc, find_tool
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
def runtime_objects(tmp_path_factory) -> Callable[[str, str], list[Path]]:
    """A function: objects of the runtime for a core and a float ABI, compiled once."""

    @functools.cache
    def objects(core: str, float_abi: str) -> list[Path]:
        folder = tmp_path_factory.mktemp(f"runtime-{core}")
        runtime = source_root() / "runtime_c"
        sources = runtime.glob("src/**/*.c")
        command = [*compiler(core, float_abi), f"-I{runtime / 'include'}", "-c", *sources]
        subprocess.run(command, cwd=folder, check=True)
        return sorted(folder.glob("*.o"))

    return objects


def compiler(core: str, float_abi: str) -> list[str]:
    target = (f"-mcpu={core}", "-mthumb", f"-mfloat-abi={float_abi}", "-std=c99")
    return [find_tool(COMPILER), *target, "-O2", "-Wall", "-Werror", "-ffunction-sections"]


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
        firmware, abi = root / "firmware", float_abi or board.float_abi
        app = firmware / "app" / "semihosting"
        folder = firmware / "boards" / board.name
        elf = tmp_path / f"{name}.elf"
        includes = (firmware / "common", app, folder, root / "runtime_c" / "include")
        subprocess.run(
            [
                *compiler(board.core, abi),
                *("-nostartfiles", "--specs=nano.specs", PROGRAMS / f"{name}.c"),
                *(f"-I{include}" for include in includes),
                *(firmware / "common").glob("*.c"),
                *(path for path in app.glob("*.c") if path.name != "main.c"),
                *(firmware / "families" / board.family).glob("*.c"),
                *(runtime_objects(board.core, abi) if runtime else objects),
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
