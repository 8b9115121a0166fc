"""What each layer is stored as: chosen from measured sensitivities within limits of bits, bytes or
accuracy, or given as a recipe."""

from seedlite.choosing.fulfilment import fulfil
from seedlite.choosing.recipe import Recipe, recipe_of
from seedlite.choosing.request import Request, method_of

__all__ = ["Recipe", "Request", "fulfil", "method_of", "recipe_of"]
