"""DEPTHWISE_CONV_2D with dilation."""

from hypothesis import strategies as st

from seedlite.model.graph import Model
from tests.support import ops
from tests.support.dilated_layers import dilated_images, dilations
from tests.support.operator_strategies import activations, pairs, quantizations
from tests.support.operator_strategies import weights as weights_of
from tests.support.operators.example import Example, weights
from tests.support.ops import RELU, VALID, Int8


@st.composite
def drawn(draw: st.DrawFn) -> Model:
    channels, multiplier = draw(st.sampled_from([1, 3, 4, 70])), draw(st.integers(1, 3))
    kernel, dilation = draw(pairs), draw(dilations)
    x, padding = draw(dilated_images(channels, kernel, dilation))
    w = draw(weights_of((1, *kernel, channels * multiplier), channels * multiplier))
    output, stride, activation = draw(quantizations), draw(pairs), draw(activations)
    return ops.depthwise_conv_2d(x, w, output, stride, padding, activation, dilation)


EXAMPLE = Example(
    ops.depthwise_conv_2d(
        Int8((1, 7, 6, 3), 0.1, -3),
        weights(1, 3, 2, 6, channels=6),
        (0.4, 5),
        (1, 1),
        VALID,
        RELU,
        (2, 3),
    ),
    drawn=drawn(),
)
