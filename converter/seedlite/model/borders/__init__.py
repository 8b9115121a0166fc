"""Borders: model inputs and outputs that differ from the device's, float32 outside and int8
inside."""

from seedlite.model.borders.border import Borders, InputBorder, OutputBorder, as_rows
from seedlite.model.borders.section import borders_of
