"""Models of ARG_MAX and ARG_MIN."""

from hypothesis import strategies as st

from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import tensors
from tests.support.ops import Int8, Int32


def indices_of(code: int, x: Int8, axis: int) -> Model:
    shape = tuple(e for d, e in enumerate(x.shape) if d != axis % len(x.shape))
    return ops.unary(code, x, Int32(shape, 1.0, 0), [axis])


@st.composite
def indices(draw: st.DrawFn, code: int) -> Model:
    x = draw(tensors())
    return indices_of(code, x, draw(st.integers(-len(x.shape), len(x.shape) - 1)))
