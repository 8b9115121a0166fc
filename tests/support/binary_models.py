"""Models of operators that take two operands and fuse no activation."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from seedlite.model.graph import Model
from tests.support.operator_strategies import broadcast_shapes, quantizations
from tests.support.ops import Constant, Graph, Int8


def binary(
    code: int,
    a: Int8 | Constant,
    b: Int8 | Constant,
    shape: Sequence[int],
    output: tuple[float, int],
) -> Model:
    g = Graph()
    return g.model(code, [g.operand(a), g.operand(b)], [g.operand(Int8(tuple(shape), *output))])


@st.composite
def binaries(draw: st.DrawFn, code: int, alike: bool = False) -> Model:
    """Models with operands that are broadcast; `alike`: all have one quantization."""
    a, b = draw(broadcast_shapes())
    first = draw(quantizations)
    second, output = (first if alike else draw(quantizations) for _ in range(2))
    return binary(code, Int8(a, *first), Int8(b, *second), np.broadcast_shapes(a, b), output)
