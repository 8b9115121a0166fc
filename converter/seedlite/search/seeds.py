"""Which seeds the encoder gives to tensors. All follow from the one seed that the user gives."""

import numpy as np

from seedlite.codec import UINT32, hashed


def derived_seed(seed: int, number: int) -> int:
    """Number 0, 1, ... of a sequence of seeds that look unrelated."""
    first = hashed(np.array([(seed + 1 + number) & UINT32]), 0)
    return int(hashed(first, 1)[0])
