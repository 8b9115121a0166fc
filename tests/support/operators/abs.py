"""ABS."""

from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import quantizations, tensors
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import Int8


def abs_of(x: Int8, output: tuple[float, int]) -> Model:
    return ops.unary(c.OP_ABS, x, Int8(x.shape, *output))


EXAMPLE = Example(abs_of(IMAGE, (0.1, -3)), drawn=st.builds(abs_of, tensors(), quantizations))
