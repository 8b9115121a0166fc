"""TANH."""

from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import tensors
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import Int8


def tanh(x: Int8) -> Model:
    return ops.unary(c.OP_TANH, x, Int8(x.shape, 1 / 128, 0))


EXAMPLE = Example(tanh(IMAGE), drawn=st.builds(tanh, tensors()))
