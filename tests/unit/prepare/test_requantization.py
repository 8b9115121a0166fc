"""The runtime's requantization as the search for dead channels sees it."""

import numpy as np
import pytest

from seedlite.format.constants import (
    ACTIVATION_NONE,
    ACTIVATION_RELU,
    ACTIVATION_RELU6,
    ACTIVATION_RELU_N1_TO_1,
)
from seedlite.prepare.requantization import activation_range, output_range, requantized
from tests.support import ops
from tests.support.random_models import activation

ONE = np.ones(1, np.float32)


@pytest.mark.parametrize(
    ("fused", "ends"),
    [
        (ACTIVATION_NONE, (-128, 127)),
        (ACTIVATION_RELU, (-10, 127)),
        (ACTIVATION_RELU6, (-10, 50)),
        (ACTIVATION_RELU_N1_TO_1, (-20, 0)),
    ],
)
def test_activation_limits_are_the_quantized_ones(fused, ends):
    assert activation_range(activation((1, 4), 0.1, -10), fused) == ends


def test_sums_become_outputs_with_halves_rounded_up():
    source, output = activation((1, 4), 0.5, 3), activation((1, 4), 1.0, -10)
    sums = np.array([-3, -1, 0, 1, 3, 1000])
    values, grows = requantized(sums, source, np.ones(6, np.float32), output, ACTIVATION_NONE)
    assert values.tolist() == [-11, -10, -10, -9, -8, 127]
    assert grows.all()


def test_every_channel_has_its_own_scale_and_the_activation_limits_all():
    source, output = activation((1, 4), 0.5, 0), activation((1, 4), 1.0, 0)
    scales = np.array([1, 2, 4], np.float32)
    values, _ = requantized(np.array([8, 8, -8]), source, scales, output, ACTIVATION_RELU6)
    assert values.tolist() == [4, 6, 0]


@pytest.mark.parametrize("sum", [2**31, -(2**31), 2**40])
def test_sum_beyond_int32_is_not_relied_on(sum):
    tensor = activation((1, 4), 1.0, 0)
    assert not requantized(np.array([sum]), tensor, ONE, tensor, ACTIVATION_NONE)[1][0]


def test_left_shift_that_overflows_is_not_relied_on():
    source, output = activation((1, 4), 1024.0, 0), activation((1, 4), 1.0, 0)
    sums = np.array([2**19, 2**20 - 1, 2**20, 2**21])
    _, grows = requantized(sums, source, np.ones(4, np.float32), output, ACTIVATION_NONE)
    assert grows.tolist() == [True, True, False, False]


def test_relu6_keeps_the_limits_of_its_input_and_relu_those_of_its_output():
    """The runtime copies RELU6's integers, and rescales RELU's."""
    source, output = ops.Int8((1, 4), 0.5, -20), (0.25, 7)
    for made, ends in [(ops.relu6(source), (-20, -8)), (ops.relu(source, output), (7, 127))]:
        assert output_range(made, made.operators[0]) == ends
