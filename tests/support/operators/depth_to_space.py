"""DEPTH_TO_SPACE."""

from seedlite.format import constants as c
from tests.support.blocks import blocks

EXAMPLE = blocks(c.OP_DEPTH_TO_SPACE, widens=True)
