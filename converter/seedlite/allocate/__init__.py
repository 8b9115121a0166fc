"""Allocates bits: chooses how each layer is stored, within limits of bits, bytes or accuracy."""

from seedlite.allocate.allocate import fulfil
from seedlite.allocate.recipe import Recipe
from seedlite.allocate.request import Request, check_max_drop, method_of
