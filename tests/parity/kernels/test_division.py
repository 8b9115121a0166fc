"""DIV of every pair of values: TFLM's bytes where they are defined, elsewhere what is meant."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.interpreters.host import Runtime
from seedlite.interpreters.tflm import TFLM
from tests.support import ops
from tests.support.builders import planned
from tests.support.operator_strategies import zero_points
from tests.support.ops import NONE, Int8

every_value = np.arange(-128, 128, dtype=np.int8)


def shifts_of(dividends: np.ndarray, divisors: np.ndarray, ratio: float) -> np.ndarray:
    """The bits by which TFLM shifts each quotient to the right; it can take 31."""
    signed = dividends[:, None] * np.where(divisors < 0, -1, 1)
    magnitude = np.where(signed < 0, ~signed, signed)
    headroom = 31 - np.ceil(np.log2(magnitude + 1)).astype(int)
    integer_bits = np.floor(np.log2(np.maximum(np.abs(divisors), 1))).astype(int)
    return headroom + integer_bits - math.frexp(ratio)[1]


@given(st.floats(-6, 12), zero_points, zero_points, zero_points)
@settings(max_examples=30, deadline=None)
def test_every_quotient_is_tflms_or_what_is_meant(log_ratio, a_zero, b_zero, zero) -> None:
    ratio = float(np.float32(2.0**log_ratio))
    a, b = Int8((256, 1), ratio, a_zero), Int8((1, 256), 1.0, b_zero)
    file = planned(ops.binary(c.OP_DIV, a, b, (1.0, zero), NONE))
    inputs = [every_value, every_value]
    ours, theirs = (
        np.reshape(each[0], (256, 256))
        for each in (Runtime(file)(inputs), TFLM(file).invoke(inputs))
    )
    dividends, divisors = every_value.astype(int) - a_zero, every_value.astype(int) - b_zero
    defined = (shifts_of(dividends, divisors, ratio) <= 31) & (divisors != 0)[None]
    np.testing.assert_array_equal(ours[defined], theirs[defined])
    small = ~defined & (divisors != 0)[None]
    assert (ours[small] == zero).all()
    by_zero = np.ravel(ours[:, divisors == 0])
    assert (by_zero == np.choose(np.sign(dividends) + 1, [-128, zero, 127])).all()


def test_ties_are_decided_in_double_precision() -> None:
    """0.03 * 3.125 is 0.09375 in float32 alone, where a / b * 4 has ties."""
    a, b = Int8((256, 1), 0.375), Int8((1, 127), 0.03)
    file = planned(ops.binary(c.OP_DIV, a, b, (3.125, 0), NONE))
    inputs = [every_value[:, None], np.arange(1, 128, dtype=np.int8)[None]]
    defined = shifts_of(np.ravel(inputs[0]).astype(int), np.ravel(inputs[1]).astype(int), 4.0) <= 31
    ours, theirs = (
        np.reshape(each[0], (256, 127))[defined]
        for each in (Runtime(file)(inputs), TFLM(file).invoke(inputs))
    )
    np.testing.assert_array_equal(ours, theirs)
