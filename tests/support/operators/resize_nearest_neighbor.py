"""RESIZE_NEAREST_NEIGHBOR."""

from seedlite.format import constants as c
from tests.support.resizing import resizing

EXAMPLE = resizing(c.OP_RESIZE_NEAREST_NEIGHBOR)
