"""SUB."""

from seedlite.format import constants as c
from tests.support.binary_models import binaries, binary
from tests.support.operators.example import IMAGE, Example, noise
from tests.support.ops import Constant

EXAMPLE = Example(
    binary(c.OP_SUB, IMAGE, Constant(noise(5, 1), 0.2, 7), IMAGE.shape, (0.3, 1)),
    drawn=binaries(c.OP_SUB),
)
