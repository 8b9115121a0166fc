"""COVID-19 symptoms: twenty questions answered yes or no.

Reads the user's file "Covid Dataset.csv" (a line of names, then Yes or No in each column, the
diagnosis last), or an `.npz` with `x`, `y` and `group_disjoint_test`. Only 453 of 5,434 rows
differ, so a random split would test on trained samples: here equal rows are on the same side.
"""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np

from models.datasets.archive import open_npz
from seedlite.errors import BadInputError

INPUTS, CLASSES = 20, 2
TEST_SHARE = 5
_SPLIT_SEED = 0


class Split(NamedTuple):
    x: np.ndarray  # float32 [n, 20], 0 or 1
    y: np.ndarray  # int64 [n]


def load(path: Path) -> tuple[Split, Split]:
    """Returns training and test rows. Raises BadInputError."""
    if path.suffix == ".csv":
        x, y = _read_csv(path)
        return _split(x, y, _apart(x))
    with open_npz(path, "COVID-19 symptoms", "Covid Dataset.csv or an .npz") as archive:
        return _split(archive["x"], archive["y"], archive["group_disjoint_test"])


def _read_csv(path: Path) -> tuple[np.ndarray, np.ndarray]:
    try:
        with path.open(newline="") as file:
            lines = [[cell.strip().lower() for cell in row] for row in csv.reader(file)][1:]
    except (OSError, ValueError) as error:
        raise BadInputError(f"{path} cannot be read ({error})") from error
    if not lines or any(len(row) != INPUTS + 1 or set(row) - {"yes", "no"} for row in lines):
        raise BadInputError(f"{path}: rows are {INPUTS} answers and a diagnosis, all Yes or No")
    answers = np.array(lines) == "yes"
    return answers[:, :-1], answers[:, -1]


def _apart(x: np.ndarray) -> np.ndarray:
    """Returns the rows for the test, a fifth of the distinct ones: bool [n]."""
    different, group = np.unique(x, axis=0, return_inverse=True)
    order = np.random.default_rng(_SPLIT_SEED).permutation(len(different))
    return np.isin(group.reshape(-1), order[: -(-len(different) // TEST_SHARE)])


def _split(x: np.ndarray, y: np.ndarray, test: np.ndarray) -> tuple[Split, Split]:
    whole = Split(x.astype(np.float32), y.astype(np.int64))
    train, tested = (Split(whole.x[rows], whole.y[rows]) for rows in (~test, test))
    return train, tested
