"""Small programs for the emulated board, without the runtime."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from seedlite.boards.board import Board, find_board
from seedlite.boards.emulator.qemu import Report, emulate
from seedlite.boards.sources import source_root
from seedlite.boards.toolchain.tools import COMPILER, QEMU, find_libc, find_tool
from seedlite.errors import ToolMissingError

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


@pytest.fixture
def compile_program(board, tmp_path):
    """Compiles a file of programs/ with the board's start-up and semihosting, if `runtime` with the
    runtime as well, and links it with `objects`; gives the ELF."""

    def compile_program(
        name: str,
        runtime: bool = False,
        objects: Sequence[Path] = (),
        float_abi: str | None = None,
    ) -> Path:
        root = source_root()
        firmware, c_runtime = root / "firmware", root / "runtime_c"
        app = firmware / "app" / "semihosting"
        folder = firmware / "boards" / board.name
        elf = tmp_path / f"{name}.elf"
        subprocess.run(
            [
                find_tool(COMPILER),
                *(
                    f"-mcpu={board.core}",
                    "-mthumb",
                    f"-mfloat-abi={float_abi or board.float_abi}",
                    "-std=c99",
                ),
                *("-O2", "-Wall", "-Werror"),
                *("-nostartfiles", "--specs=nano.specs", "-ffunction-sections"),
                *(f"-I{firmware / 'common'}", f"-I{app}", f"-I{folder}", PROGRAMS / f"{name}.c"),
                *(firmware / "common").glob("*.c"),
                *(path for path in app.glob("*.c") if path.name != "main.c"),
                *(firmware / "families" / board.family).glob("*.c"),
                f"-I{c_runtime / 'include'}",
                *(c_runtime.glob("src/**/*.c") if runtime else objects),
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
        emulate(compile_program(name), board, tmp_path, timeout=30)
        return Report((tmp_path / "report.txt").read_text())

    return run_program
