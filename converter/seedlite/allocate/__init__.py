"""Allocates bits: chooses how each layer is stored, within limits of bits, bytes or accuracy."""

from seedlite.allocate.allocate import Allocation, ChoiceReport, Network, allocate_layers
from seedlite.allocate.file_form import FileForm
from seedlite.allocate.max_drop import TrialReport
from seedlite.allocate.recipe import Recipe, RecipeReport
from seedlite.allocate.request import DEFAULT_EFFORT, Request, check_max_drop, method_of
