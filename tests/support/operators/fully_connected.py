"""FULLY_CONNECTED."""

from tests.support import ops
from tests.support.operators.example import Example, weights
from tests.support.ops import Int8

EXAMPLE = Example(
    ops.fully_connected(Int8((2, 10), 0.1, 4), weights(7, 10, channels=7), (0.3, 9)),
    any_rank=(0, 3),
)
