"""MUL."""

from tests.support import ops
from tests.support.operators.example import IMAGE, Example, noise
from tests.support.ops import Constant

EXAMPLE = Example(ops.mul(IMAGE, Constant(noise(1, 6, 5, 4), 0.02, 1), (0.3, 1)))
