"""CUMSUM."""

from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import quantizations, tensors
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import Int8


def cumsum(x: Int8, axis: int, output: tuple[float, int], exclusive=0, reverse=0) -> Model:
    options = {"exclusive": exclusive, "reverse": reverse}
    return ops.unary(c.OP_CUMSUM, x, Int8(x.shape, *output), [axis], options)


@st.composite
def drawn(draw: st.DrawFn) -> Model:
    x = draw(tensors())
    axis = draw(st.integers(-len(x.shape), len(x.shape) - 1))
    flags = draw(st.integers(0, 1)), draw(st.integers(0, 1))
    return cumsum(x, axis, draw(quantizations), *flags)


EXAMPLE = Example(cumsum(IMAGE, 1, (0.3, 4), 0, 1), drawn=drawn())
