"""A hundred and more Keras models, from Keras to the runtime: each gives TFLM's bits with every
method, or is refused with the right reason. There is no other end."""

import functools
import re

import numpy as np
import pytest

from seedlite.boards.run import on_board
from seedlite.execution.run import run
from tests.parity.keras_models.checking import METHODS, outcome_of
from tests.parity.keras_models.refused import REFUSED
from tests.parity.keras_models.table import CASES

BOARD = "mps2-an386"
# of every kind one or two; the others are slow together
SAMPLE = (
    *("conv1d_dilated_causal", "conv1d_stride_2", "conv2d_1xn", "depthwise_multiplier_2"),
    *("separable1d", "dense_257_inputs", "dense_of_rank_3", "dense_two_heads", "dense_subclassed"),
    *("global_average1d", "global_average2d_kept", "relu6", "tanh", "squeeze_excite", "lstm"),
    *("cropping2d", "split_with_a_part_unused", "resnet", "mobilenet_v2", "two_outputs"),
)
ON_BOARD = (
    *("conv1d_causal", "conv2d_even_stride_2", "depthwise_stride_2", "dense_257_units"),
    *("global_average1d", "multiply", "permute_rows", "shufflenet", "densenet", "gestures"),
)

every_model = pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in SAMPLE else pytest.mark.slow) for n in CASES]
)
outcome = functools.cache(outcome_of)


@every_model
def test_keras_model_gives_the_bits_of_tflm_or_is_refused_with_the_reason(name):
    case, found = CASES[name], outcome(name)
    assert not found.fault
    if name in REFUSED:
        assert re.search(REFUSED[name], found.refused)
        return
    assert not found.refused
    assert found.files.keys() == METHODS.keys()
    assert not found.different
    assert found.snr_db >= case.snr_db


def test_suite_has_a_hundred_models_most_of_which_convert():
    assert len(CASES) >= 100
    assert len(CASES) - len(REFUSED) >= 100
    assert CASES.keys() >= {*SAMPLE, *ON_BOARD, *REFUSED}
    assert not {*ON_BOARD} & REFUSED.keys()


@pytest.mark.slow
@pytest.mark.qemu
@pytest.mark.parametrize("name", ON_BOARD)
def test_keras_model_gives_the_same_bits_on_the_board(name):
    found = outcome(name)
    emulated = run(found.files["seeded"], np.concatenate(found.inputs), on_board(BOARD)).outputs
    np.testing.assert_array_equal(emulated.reshape(len(found.inputs), -1), found.outputs)
