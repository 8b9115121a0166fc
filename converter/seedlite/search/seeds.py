"""Derives the tensors' seeds from the one seed that the user gives."""

import numpy as np

from seedlite.codec import UINT32, hashed


def derived_seed(seed: int, number: int) -> int:
    """Returns number 0, 1, ... of a sequence of unrelated seeds."""
    first = hashed(np.array([(seed + 1 + number) & UINT32]), 0)
    return int(hashed(first, 1)[0])
