"""MAX_POOL_2D."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example
from tests.support.ops import VALID

EXAMPLE = Example(ops.max_pool_2d(IMAGE, (2, 2), (2, 2), VALID))
