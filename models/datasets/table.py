"""Reads tables of small numbers, separated by commas."""

from pathlib import Path

import numpy as np

from seedlite.errors import BadInputError


def read_numbers(path: Path, columns: int) -> np.ndarray:
    """Returns uint8 [rows, columns]. Raises BadInputError."""
    try:
        lines = path.read_text().splitlines()
        rows = (
            np.loadtxt(lines, np.uint8, delimiter=",", ndmin=2) if any(lines) else np.empty((0, 0))
        )
    except (OSError, ValueError, OverflowError) as error:
        raise BadInputError(f"{path} is no table of numbers from 0 to 255 ({error})") from error
    if rows.shape[1] != columns:
        raise BadInputError(f"{path}: rows have {rows.shape[1]} columns; {columns} are needed")
    return rows
