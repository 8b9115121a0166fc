"""AVERAGE_POOL_2D."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import SAME

EXAMPLE = Example(ops.average_pool_2d(IMAGE, (2, 3), (1, 2), SAME))
