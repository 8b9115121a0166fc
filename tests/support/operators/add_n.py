"""ADD_N."""

from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import quantizations, shapes
from tests.support.operators.example import IMAGE, Example, noise
from tests.support.ops import Constant, Graph, Int8


def added(parts: list[Int8 | Constant], output: tuple[float, int]) -> Model:
    g = Graph()
    inputs = [g.operand(part) for part in parts]
    return g.model(c.OP_ADD_N, inputs, [g.operand(Int8(parts[0].shape, *output))])


@st.composite
def drawn(draw: st.DrawFn) -> Model:
    shape, quantized = draw(shapes((1, 4))), draw(quantizations)
    return added([Int8(shape, *quantized)] * draw(st.integers(2, 4)), draw(quantizations))


SECOND = Constant(noise(*IMAGE.shape), IMAGE.scale, IMAGE.zero_point)
EXAMPLE = Example(added([IMAGE, SECOND], (0.2, 4)), drawn=drawn())
