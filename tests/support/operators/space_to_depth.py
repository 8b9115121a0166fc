"""SPACE_TO_DEPTH."""

from seedlite.format import constants as c
from tests.support.blocks import blocks

EXAMPLE = blocks(c.OP_SPACE_TO_DEPTH, widens=False)
