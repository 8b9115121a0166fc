"""Checks a board's core against the compiler."""

import functools
import re

from seedlite.boards.board import Board
from seedlite.boards.board_toml import BOARD_TOML
from seedlite.boards.process import run_process
from seedlite.boards.toolchain.architecture import RISCV
from seedlite.boards.toolchain.tools import find_tool, tool_version
from seedlite.errors import BadInputError

CORTEX_M = re.compile(r"cortex-m[\w.+-]*")


def check_core(board: Board) -> None:
    """Raises BadInputError if GCC cannot compile for the board's core and float ABI."""
    architecture = board.architecture
    compiler = architecture.compiler
    place = f"{board.folder / BOARD_TOML}: core is '{board.core}', float_abi '{board.float_abi}'"
    if architecture is RISCV and board.float_abi != "soft":
        raise BadInputError(f"{place}; with a RISC-V core leave float_abi out")
    status, output = _ask(str(find_tool(compiler)), *board.target_options)
    if status != 0:
        known = ", ".join(sorted(set(CORTEX_M.findall(output.partition("valid arguments")[2]))))
        errors = " ".join(line for line in output.splitlines() if "error:" in line)
        raise BadInputError(
            f"{place}; {compiler.program} {tool_version(compiler)} says: {errors or output.strip()}"
            + (f"; give one of {known}" if known else "")
        )
    if architecture.proof not in output:
        raise BadInputError(f"{place}; the firmware is for {architecture.cores}")


@functools.cache
def _ask(compiler: str, *options: str) -> tuple[int, str]:
    ended = run_process([compiler, *options, "-x", "c", "-dM", "-E", "/dev/null"])
    return ended.status, ended.output
