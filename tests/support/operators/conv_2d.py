"""CONV_2D."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example, weights
from tests.support.ops import RELU6, SAME

EXAMPLE = Example(
    ops.conv_2d(IMAGE, weights(3, 3, 2, 4, channels=3), (0.4, 5), (1, 2), SAME, RELU6)
)
