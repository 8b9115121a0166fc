"""CONCATENATION."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example, noise
from tests.support.ops import Constant

EXAMPLE = Example(
    ops.concatenation([IMAGE, Constant(noise(1, 6, 5, 2), 0.1, -3), IMAGE], 3), takes_constants=True
)
