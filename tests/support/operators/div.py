"""DIV."""

import math

import numpy as np
from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import (
    activations,
    broadcast_shapes,
    quantizations,
    seeds,
    zero_points,
)
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import NONE, Constant, Int8


def divided(
    a: Int8, b: tuple[int, ...], seed: int, b_zero: int, output: tuple[float, int], activation: int
) -> Model:
    """By constants that are not 0, with quotients that TFLM does not shift by more than 31 bits:
    its result is undefined otherwise. output: of a ratio to a's scale, and a zero point."""
    values = np.random.default_rng(seed).integers(-128, 128, b)
    values[values == b_zero] += -1 if b_zero > 0 else 1
    ratio, zero_point = output
    constant = Constant(values.astype(np.int8), 0.01, b_zero)
    made = (np.float32(a.scale / 0.01 / ratio), zero_point)
    return ops.binary(c.OP_DIV, a, constant, made, activation)


@st.composite
def drawn(draw: st.DrawFn) -> Model:
    a, b = draw(broadcast_shapes())
    ratio = math.exp(draw(st.floats(math.log(64.5), math.log(1e5))))
    operands = Int8(a, *draw(quantizations)), b, draw(seeds), draw(zero_points)
    return divided(*operands, (ratio, draw(zero_points)), draw(activations))


EXAMPLE = Example(divided(IMAGE, (5, 1), 0, 7, (100.0, 1), NONE), drawn=drawn())
