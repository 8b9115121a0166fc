"""Samples with or without labels, as callers pass them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from seedlite.data.datasets import dataset_arrays, is_dataset
from seedlite.data.files import read_array, read_arrays, read_optional
from seedlite.data.samples import ONLY, Samples, plain
from seedlite.errors import BadInputError

LABELS = "y"
DataPath = str | os.PathLike[str]


@dataclass(frozen=True)
class LabelledData:
    """x: [n, ...]; y: [n, ...] or None; both unchecked. `place` names them in messages."""

    x: np.ndarray
    y: np.ndarray | None
    place: str

    @classmethod
    def of(cls, data: "Data", parameter: str = "") -> "LabelledData":
        """Reads samples. parameter: the caller's name for them; files are also named by path.
        Raises BadInputError."""
        if isinstance(data, LabelledData):
            return data
        place = parameter or "data"
        if isinstance(data, str | os.PathLike):
            place = data_place(data, parameter)
            return cls(read_array(data, ONLY), read_optional(data, LABELS), place)
        if is_dataset(data):
            return cls.of(dataset_arrays(data, place), parameter)
        if isinstance(data, Mapping):
            if ONLY not in data:
                given = ", ".join(map(repr, data)) or "none"
                raise BadInputError(f"{place}: no array {ONLY!r}; the arrays are {given}")
            return cls.of((data[ONLY], data.get(LABELS)), parameter)
        if isinstance(data, tuple | list):
            if len(data) != 2:
                raise BadInputError(f"{place}: {len(data)} arrays; give (x, y), or (x, None)")
            x, y = data
            return cls(_array(x, "x", place), None if y is None else _array(y, "y", place), place)
        return cls(_array(data, "x", place), None, place)


# (x, y) or (x, None), x alone, a mapping with x and optionally y, a finite tf.data.Dataset of
# these, or a file (data/files.py)
Data = tuple[Any, Any] | np.ndarray | Mapping[str, Any] | DataPath | LabelledData


def _array(values: Any, name: str, place: str) -> np.ndarray:
    try:
        return np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise BadInputError(f"{place}: {name} is no array ({error})") from error


def data_place(path: DataPath, parameter: str) -> str:
    """Returns '`evaluation` y.npz'."""
    return f"{parameter} {os.fspath(path)}".strip()


def read_samples(samples: Samples | DataPath) -> Samples:
    """Returns plain samples of all inputs; a file's arrays by name. Raises BadInputError."""
    return read_arrays(samples) if isinstance(samples, str | os.PathLike) else plain(samples)
