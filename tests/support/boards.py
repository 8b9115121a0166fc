"""The package's boards as parameters of tests."""

from collections.abc import Callable, Collection
from typing import Any

import pytest

from seedlite.boards.board import Board, list_boards

ONE_OF_EACH_KIND = ("mps2-an385-m0", "mps2-an385", "mps2-an386", "mps3-an547", "riscv-virt")


def boards_where(
    holds: Callable[[Board], object] = lambda board: True, fast: Collection[str] | None = None
) -> list[Any]:
    """Returns the names of boards for which `holds`; those of cores other than Arm's, whose tools
    are optional, are skipped where these are missing. fast: the others are slow."""
    found = [board for board in list_boards() if holds(board)]
    return [_parameter(board, fast is not None and board.name not in fast) for board in found]


def _parameter(board: Board, slow: bool) -> Any:
    missing = None if board.core.startswith("cortex") else board.architecture.missing
    marks = [pytest.mark.skipif(missing is not None, reason=str(missing))]
    return pytest.param(board.name, marks=marks + [pytest.mark.slow] * slow, id=board.name)
