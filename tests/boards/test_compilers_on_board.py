"""The runtime's bits on emulated boards, as other compilers and options compile it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support import compilers
from tests.support.board_models import different_on_board
from tests.support.compilers import Cell
from tests.support.random_board_models import random_models

pytestmark = pytest.mark.qemu
KINDS = ("conv", "depthwise", "dense", "draws", "skipping", "add")
EACH = 12  # models of a kind
M4, M55, M0 = "mps2-an386", "mps3-an547", "mps2-an385-m0"
CELLS = [
    (M4, Cell("gcc", "cortex-m4", "hard", "-O2")),
    (M4, Cell("gcc", "cortex-m4", "hard", "-O0")),
    (M4, Cell("gcc", "cortex-m4", "softfp", "-Og", "-fno-omit-frame-pointer")),
    (M4, Cell("gcc", "cortex-m4", "soft", "-O3", "-flto")),
    (M4, Cell("gcc", "cortex-m4", "hard", "-O1", "-mno-unaligned-access")),
    (M4, Cell("gcc", "cortex-m4", "soft", "-Os", "-DSL_NO_ASSEMBLY")),
    (M4, Cell("clang", "cortex-m4", "hard", "-O2")),
    (M4, Cell("clang", "cortex-m4", "soft", "-O0")),
    (M55, Cell("gcc", "cortex-m55", "hard", "-O3")),
    (M55, Cell("clang", "cortex-m55", "hard", "-O2")),
    (M0, Cell("gcc", "cortex-m0", "soft", "-Og", "-fno-omit-frame-pointer")),
    (M0, Cell("clang", "cortex-m0", "soft", "-Os")),
    (M0, Cell("gcc", "cortex-m0", "soft", "-O2", "-flto")),
]
FAST = [
    Cell("clang", "cortex-m4", "soft", "-O0"),
    Cell("gcc", "cortex-m55", "hard", "-O3"),
    Cell("gcc", "cortex-m0", "soft", "-O2", "-flto"),
]


@pytest.fixture(scope="module")
def models_of_all_kinds():
    """Random models with inputs, and the host's outputs."""
    parts = [random_models(np.random.default_rng(1), kind, EACH) for kind in KINDS]
    return [m for models, _ in parts for m in models], [y for _, outputs in parts for y in outputs]


def _parameter(board: str, cell: Cell) -> Any:
    return pytest.param(board, cell, id=str(cell), marks=[] if cell in FAST else pytest.mark.slow)


@pytest.mark.parametrize(
    ("board", "cell"), [_parameter(*each) for each in CELLS], indirect=["board"]
)
def test_random_models_equal_the_host(
    board, cell, models_of_all_kinds, compile_program, tmp_path: Path
):
    folder = tmp_path / "objects"
    folder.mkdir()
    assert compilers.compile_sources(cell, folder) == ""
    objects = sorted(folder.glob("*.o"))
    program = compile_program("models", objects=objects, float_abi=cell.abi)
    assert different_on_board(program, board, tmp_path, *models_of_all_kinds) == []
