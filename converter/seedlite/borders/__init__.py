"""A model's inputs and outputs where they are not the device's: float32 outside, int8 inside."""

from seedlite.borders.border import Borders, InputBorder, OutputBorder, as_rows
from seedlite.borders.memory import borders_of
from seedlite.borders.restoring import put_back
from seedlite.borders.taking import Fault, Taken, take_off

__all__ = [
    "Borders",
    "Fault",
    "InputBorder",
    "OutputBorder",
    "Taken",
    "as_rows",
    "borders_of",
    "put_back",
    "take_off",
]
