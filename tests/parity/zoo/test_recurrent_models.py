"""Public models with LSTMs, SVDF and int16 values, at 4 bits, against TFLM."""

from pathlib import Path

import numpy as np
import pytest

import seedlite
from seedlite.boards.run import on_board
from seedlite.interpreters.host import Runtime
from seedlite.interpreters.tflm import TFLM
from seedlite.prepare.stock import expand
from tests.support.comparing import assert_same_bytes, random_inputs

NAMES = ["lstm_tiny", "mnist_lstm", "lstm_dimension_0", "keyword_scrambled_svdf"]
BOARDS = [("mps2-an386", name) for name in NAMES] + [("mps2-an385-m0", "lstm_tiny")]
INFERENCES = 3


def at_4_bits(shared: Path, name: str) -> bytes:
    return seedlite.convert(shared / "models" / "zoo" / f"{name}.tflite", bits=4).file


@pytest.mark.parametrize("name", NAMES)
def test_public_model_and_its_state_equal_tflm(shared, name):
    file = at_4_bits(shared, name)
    runtime, stock = Runtime(file), expand(file)
    for seed in range(2):
        tflm = TFLM(stock)
        for inputs in random_inputs(file, 8, seed):
            assert_same_bytes(runtime(inputs), tflm.invoke(inputs))
        runtime.reset()


@pytest.mark.slow
@pytest.mark.parametrize(("board", "name"), BOARDS)
def test_public_model_on_a_board_equals_tflm(shared, board, name):
    file = at_4_bits(shared, name)
    sequences = [random_inputs(file, INFERENCES, seed) for seed in range(2)]
    rows = np.stack([[x[0].reshape(-1).view(np.int8) for x in inputs] for inputs in sequences])
    outputs = on_board(board)(file, rows, None).outputs
    for inputs, given in zip(sequences, outputs, strict=True):
        tflm = TFLM(expand(file))
        for x, y in zip(inputs, given, strict=True):
            (expected,) = tflm.invoke(x)
            np.testing.assert_array_equal(y.view(np.int8), expected.view(np.int8))
