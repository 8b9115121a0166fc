"""RELU."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example

EXAMPLE = Example(ops.relu(IMAGE, (0.1, -5)))
