"""HARD_SWISH."""

import numpy as np
from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import tensors, zero_points
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import Int8


def hard_swish_of(x: Int8, output: tuple[float, int]) -> Model:
    return ops.unary(c.OP_HARD_SWISH, x, Int8(x.shape, *output))


@st.composite
def drawn(draw: st.DrawFn) -> Model:
    x = draw(tensors())
    ratio = 2.0 ** draw(st.floats(-6.5, 8.5))  # of scales: the kernel's shifts are of 16 bits
    return hard_swish_of(x, (float(np.float32(x.scale * ratio)), draw(zero_points)))


EXAMPLE = Example(hard_swish_of(IMAGE, (0.1, -3)), drawn=drawn())
