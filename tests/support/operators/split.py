"""SPLIT."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example

EXAMPLE = Example(ops.split(IMAGE, 1, 3))
