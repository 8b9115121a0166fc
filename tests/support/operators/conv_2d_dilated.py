"""CONV_2D with dilation and groups."""

from hypothesis import strategies as st

from seedlite.model.graph import Model
from tests.support import ops
from tests.support.dilated_layers import dilated_images, dilations
from tests.support.operator_strategies import activations, pairs, quantizations
from tests.support.operator_strategies import weights as weights_of
from tests.support.operators.example import Example, weights
from tests.support.ops import RELU, SAME, Int8


@st.composite
def drawn(draw: st.DrawFn) -> Model:
    groups = draw(st.integers(1, 3))
    channels, filters = (draw(st.integers(1, n)) for n in (5, 7))
    kernel, dilation = draw(pairs), draw(dilations)
    x, padding = draw(dilated_images(channels * groups, kernel, dilation))
    w = draw(weights_of((filters * groups, *kernel, channels), filters * groups))
    return ops.conv_2d(x, w, draw(quantizations), draw(pairs), padding, draw(activations), dilation)


EXAMPLE = Example(
    ops.conv_2d(
        Int8((1, 7, 6, 4), 0.1, -3),
        weights(6, 3, 2, 2, channels=6),
        (0.4, 5),
        (1, 2),
        SAME,
        RELU,
        (2, 3),
    ),
    drawn=drawn(),
)
