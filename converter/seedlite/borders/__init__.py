"""A model's inputs and outputs where they are not the device's: float32 outside, int8 inside."""

from seedlite.borders.border import Borders, InputBorder, OutputBorder, as_rows
from seedlite.borders.memory import borders_of

__all__ = ["Borders", "InputBorder", "OutputBorder", "as_rows", "borders_of"]
