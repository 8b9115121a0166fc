"""PAD."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example

EXAMPLE = Example(ops.pad(IMAGE, [(0, 0), (1, 2), (0, 1), (0, 0)]))
