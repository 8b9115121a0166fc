"""ELU."""

from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import quantizations, tensors
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import Int8


def elu(x: Int8, output: tuple[float, int]) -> Model:
    return ops.unary(c.OP_ELU, x, Int8(x.shape, *output))


EXAMPLE = Example(elu(IMAGE, (0.05, -100)), drawn=st.builds(elu, tensors(), quantizations))
