"""Handwritten capitals A to Z of 28x28 pixels.

Reads the user's file "A_Z Handwritten Data.csv" (a row per image: its class 0 ... 25, then 784
pixels; a tenth becomes test data), or an `.npz` with `x_train`, `y_train`, `x_test`, `y_test`.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from models.datasets.archive import open_npz
from models.datasets.augmentation import augmented
from models.datasets.table import read_numbers
from seedlite.errors import BadInputError

__all__ = ["CLASSES", "INPUT_SHAPE", "Split", "augmented", "load"]

INPUT_SHAPE = (28, 28, 1)
CLASSES = 26
TEST_SHARE = 10
_SPLIT_SEED = 0


class Split(NamedTuple):
    x: np.ndarray  # float32 [n, 28, 28, 1], 0 ... 1
    y: np.ndarray  # int64 [n]


def load(path: Path) -> tuple[Split, Split]:
    """Returns training and test images. Raises BadInputError."""
    if path.suffix == ".csv":
        return _read_csv(path)
    with open_npz(path, "letters", "A_Z Handwritten Data.csv or an .npz") as archive:
        train, test = (
            _split(archive[f"x_{name}"], archive[f"y_{name}"]) for name in ("train", "test")
        )
        return train, test


def _read_csv(path: Path) -> tuple[Split, Split]:
    rows = read_numbers(path, columns=1 + 28 * 28)
    if rows[:, 0].max() >= CLASSES:
        raise BadInputError(f"{path}: a row begins with {rows[:, 0].max()}; classes are 0 to 25")
    rows = rows[np.random.default_rng(_SPLIT_SEED).permutation(len(rows))]
    whole = _split(rows[:, 1:], rows[:, 0])
    test = len(rows) // TEST_SHARE
    return Split(whole.x[test:], whole.y[test:]), Split(whole.x[:test], whole.y[:test])


def _split(x: np.ndarray, y: np.ndarray) -> Split:
    return Split((x.reshape(-1, *INPUT_SHAPE) / 255).astype(np.float32), y.astype(np.int64))
