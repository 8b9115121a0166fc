"""The package's boards as parameters of tests."""

from collections.abc import Callable
from typing import Any

import pytest

from seedlite.boards.board import Board, list_boards


def boards_where(holds: Callable[[Board], object] = lambda board: True) -> list[Any]:
    """Returns the names of boards for which `holds`; those of cores other than Arm's, whose tools
    are optional, are skipped where these are missing."""
    return [board_parameter(board) for board in list_boards() if holds(board)]


def board_parameter(board: Board) -> Any:
    missing = None if board.core.startswith("cortex") else board.architecture.missing
    marks = pytest.mark.skipif(missing is not None, reason=str(missing))
    return pytest.param(board.name, marks=marks, id=board.name)
