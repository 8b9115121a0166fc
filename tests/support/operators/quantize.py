"""QUANTIZE."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example

EXAMPLE = Example(ops.quantize(IMAGE, (0.3, 60)))
