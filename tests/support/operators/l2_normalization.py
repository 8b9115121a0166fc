"""L2_NORMALIZATION."""

from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import tensors
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import Int8


def normalized(x: Int8) -> Model:
    return ops.unary(c.OP_L2_NORMALIZATION, x, Int8(x.shape, 1 / 128, 0))


EXAMPLE = Example(
    normalized(IMAGE),
    any_rank=(),
    drawn=st.builds(normalized, tensors() | st.just(Int8((2, 30000), 0.1, -128))),
)
