"""MINIMUM."""

from seedlite.format import constants as c
from tests.support.binary_models import binaries, binary
from tests.support.operators.example import IMAGE, Example, noise
from tests.support.ops import Constant

EXAMPLE = Example(
    binary(
        c.OP_MINIMUM,
        IMAGE,
        Constant(noise(5, 1), *(IMAGE.scale, IMAGE.zero_point)),
        IMAGE.shape,
        (IMAGE.scale, IMAGE.zero_point),
    ),
    drawn=binaries(c.OP_MINIMUM, alike=True),
)
