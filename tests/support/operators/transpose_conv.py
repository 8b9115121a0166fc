"""TRANSPOSE_CONV."""

from hypothesis import strategies as st

from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import activations, paddings, pairs, quantizations
from tests.support.operator_strategies import weights as weights_of
from tests.support.operators.example import Example, weights
from tests.support.ops import NONE, SAME, VALID, Int8


@st.composite
def drawn(draw: st.DrawFn) -> Model:
    """Also with outputs some pixels larger than the least, and without a bias."""
    channels, filters = draw(st.integers(1, 9)), draw(st.integers(1, 7))
    kernel, stride, padding = draw(pairs), draw(pairs), draw(paddings)
    source = Int8(
        (1, draw(st.integers(1, 5)), draw(st.integers(1, 5)), channels), *draw(quantizations)
    )
    extents = [
        (e - 1) * s + draw(st.integers(0, s - 1)) + (1 if padding == SAME else k)
        for e, s, k in zip(source.shape[1:3], stride, kernel, strict=True)
    ]
    w = draw(weights_of((filters, *kernel, channels), filters))
    output = Int8((1, *extents, filters), *draw(quantizations))
    return ops.transpose_conv(source, w, output, stride, padding, draw(activations))


EXAMPLE = Example(
    ops.transpose_conv(
        Int8((1, 3, 4, 4), 0.1, -3),
        weights(3, 3, 2, 4, channels=3),
        Int8((1, 7, 8, 3), 0.4, 5),
        (2, 2),
        VALID,
        NONE,
    ),
    drawn=drawn(),
)
