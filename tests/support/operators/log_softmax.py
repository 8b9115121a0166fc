"""LOG_SOFTMAX."""

import math
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import tensors
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import Int8


def log_softmax(x: Int8) -> Model:
    return ops.unary(c.OP_LOG_SOFTMAX, x, Int8(x.shape, 1 / 16, 127))


@st.composite
def drawn(draw: st.DrawFn) -> Model:
    x = draw(tensors() | st.just(Int8((1, 300), 0.1, 3)))
    scale = math.exp(draw(st.floats(math.log(1e-6), math.log(20.0))))
    return log_softmax(replace(x, scale=float(np.float32(scale))))


EXAMPLE = Example(log_softmax(IMAGE), drawn=drawn())
