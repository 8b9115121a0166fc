"""BATCH_MATMUL."""

import numpy as np
from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.model.graph import Model
from tests.support.operator_strategies import extents, quantizations
from tests.support.operators.example import Example, noise
from tests.support.ops import Constant, Graph, Int8


def matmul(a: Int8, b: Int8 | Constant, output: tuple[float, int], adj_x=0, adj_y=0) -> Model:
    g = Graph()
    rows, columns = a.shape[-1 if adj_x else -2], b.shape[-2 if adj_y else -1]
    shape = (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), rows, columns)
    inputs, outputs = [g.operand(a), g.operand(b)], [g.operand(Int8(shape, *output))]
    return g.model(c.OP_BATCH_MATMUL, inputs, outputs, {"adj_x": adj_x, "adj_y": adj_y})


@st.composite
def drawn(draw: st.DrawFn) -> Model:
    """Of up to three dimensions of matrices, each repeated or missing in either operand."""
    batches = draw(st.lists(extents, max_size=3))
    rows, depth, columns = (draw(extents) for _ in range(3))
    adj_x, adj_y = draw(st.booleans()), draw(st.booleans())
    shapes = []
    for matrix in (
        (depth, rows) if adj_x else (rows, depth),
        (columns, depth) if adj_y else (depth, columns),
    ):
        some = [e if draw(st.booleans()) else 1 for e in batches]
        shapes.append((*some[draw(st.integers(0, len(some))) :], *matrix))
    a, b = (Int8(shape, *draw(quantizations)) for shape in shapes)
    return matmul(a, b, draw(quantizations), int(adj_x), int(adj_y))


EXAMPLE = Example(
    matmul(Int8((2, 3, 4), 0.1, -3), Constant(noise(2, 4, 5), 0.2, 7), (0.9, 1)),
    drawn=drawn(),
)
