"""Random models on boards whose kernels are not the host's: the same bytes."""

import numpy as np
import pytest

from tests.support.board_models import different_on_board
from tests.support.random_board_models import random_models

pytestmark = pytest.mark.qemu
# DSP extension, vectors, and the smallest instruction set
BOARDS = ["mps2-an386", "mps3-an547", "mps2-an385-m0"]
EACH = 100  # models of a kind


@pytest.mark.parametrize("board", BOARDS, indirect=True)
@pytest.mark.parametrize(
    "kind",
    [
        "conv",
        "depthwise",
        "odd",
        "dilated",
        "transposed",
        "dense",
        "draws",
        "levels",
        "skipping",
        "add",
        "uint8",
    ],
)
def test_random_models_on_board_equal_the_host(kind, board, compile_program, tmp_path):
    models, expected = random_models(np.random.default_rng(list(kind.encode())), kind, EACH)
    elf = compile_program("models", runtime=True)
    assert different_on_board(elf, board, tmp_path, models, expected) == []
