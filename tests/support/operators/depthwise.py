"""DEPTHWISE_CONV_2D."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example, weights
from tests.support.ops import VALID

EXAMPLE = Example(
    ops.depthwise_conv_2d(IMAGE, weights(1, 2, 2, 8, channels=8), (0.4, 5), (1, 1), VALID)
)
