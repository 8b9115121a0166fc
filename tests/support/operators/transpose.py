"""TRANSPOSE."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example

EXAMPLE = Example(ops.transpose(IMAGE, (0, 3, 1, 2)))
