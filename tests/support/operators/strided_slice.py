"""STRIDED_SLICE."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example

EXAMPLE = Example(ops.strided_slice(IMAGE, [slice(None), slice(5, 1, -2), slice(1, 4), 2]))
