"""UCI's Poker Hand: five cards and their kind of hand, one of ten.

Reads the user's folder of `poker-hand-training-true.data` and `poker-hand-testing.data`, or an
`.npz` with `x_train`, `y_train`, `x_test`, `y_test`. Columns are S1, C1, ... S5, C5: suit 1 ... 4,
rank 1 ... 13.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from models.datasets.archive import open_npz
from models.datasets.table import read_numbers
from seedlite.errors import BadInputError

FILES = ("poker-hand-training-true.data", "poker-hand-testing.data")
CARDS, SUITS, RANKS = 5, 4, 13
INPUTS = CARDS * (SUITS + RANKS)
CLASSES = 10


class Split(NamedTuple):
    x: np.ndarray  # float32 [n, 85]: suits, then ranks of each card, one-hot
    y: np.ndarray  # int64 [n]


def load(path: Path) -> tuple[Split, Split]:
    """Returns training and test hands. Raises BadInputError."""
    if path.is_dir():
        tables = (read_numbers(path / name, columns=2 * CARDS + 1) for name in FILES)
        train, test = (_split(rows[:, :-1], rows[:, -1], str(path)) for rows in tables)
        return train, test
    with open_npz(path, "poker hands", "the folder of UCI's files or an .npz") as archive:
        train, test = (
            _split(archive[f"x_{name}"], archive[f"y_{name}"], str(path))
            for name in ("train", "test")
        )
        return train, test


def _split(hands: np.ndarray, kinds: np.ndarray, place: str) -> Split:
    suits, ranks = hands[:, ::2, np.newaxis], hands[:, 1::2, np.newaxis]
    suit, rank = suits == np.arange(1, SUITS + 1), ranks == np.arange(1, RANKS + 1)
    if not (suit.any(2).all() and rank.any(2).all() and kinds.max() < CLASSES):
        raise BadInputError(f"{place}: suits are 1 to 4, ranks 1 to 13, kinds 0 to 9")
    x = np.concatenate([suit, rank], axis=2).reshape(len(hands), INPUTS)
    return Split(x.astype(np.float32), kinds.astype(np.int64))
