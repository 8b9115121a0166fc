"""Checks a board's core against the compiler."""

import functools
import re

from seedlite.boards.board import Board
from seedlite.boards.board_toml import BOARD_TOML
from seedlite.boards.process import run_process
from seedlite.boards.toolchain.tools import COMPILER, find_tool, tool_version
from seedlite.errors import BadInputError

CORTEX_M = re.compile(r"cortex-m[\w.+-]*")
PROFILE = f"#define __ARM_ARCH_PROFILE {ord('M')}"


def check_core(board: Board) -> None:
    """Raises BadInputError if GCC cannot compile for the board's core and float ABI."""
    place = f"{board.folder / BOARD_TOML}: core is '{board.core}', float_abi '{board.float_abi}'"
    status, output = _ask(str(find_tool(COMPILER)), board.core, board.float_abi)
    if status != 0:
        known = ", ".join(sorted(set(CORTEX_M.findall(output.partition("valid arguments")[2]))))
        errors = " ".join(line for line in output.splitlines() if "error:" in line)
        raise BadInputError(
            f"{place}; {COMPILER.program} {tool_version(COMPILER)} says: {errors or output.strip()}"
            + (f"; give one of {known}" if known else "")
        )
    if PROFILE not in output:
        raise BadInputError(f"{place}; the firmware is for Cortex-M cores, such as cortex-m4")


@functools.cache
def _ask(compiler: str, core: str, float_abi: str) -> tuple[int, str]:
    options = (f"-mcpu={core}", "-mthumb", f"-mfloat-abi={float_abi}")
    ended = run_process([compiler, *options, "-x", "c", "-dM", "-E", "/dev/null"])
    return ended.status, ended.output
