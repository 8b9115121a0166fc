"""A model's inputs and outputs where they are not the device's: float32 outside, int8 inside."""

from seedlite.model.borders.border import Borders, InputBorder, OutputBorder, as_rows
from seedlite.model.borders.section import borders_of
