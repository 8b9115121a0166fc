"""MEAN."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example

EXAMPLE = Example(ops.mean(IMAGE, [1, 2], (0.2, 1)))
