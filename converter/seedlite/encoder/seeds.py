"""Which seeds the encoder gives to tensors. All follow from the one seed that the user gives."""

import functools

import numpy as np

from seedlite._constants import GENERATOR_BELL, WEIGHT_MAX
from seedlite.encoder.generators import UINT32, mix, window_values


def derived_seed(seed: int, number: int) -> int:
    """Number 0, 1, ... of a sequence of seeds that look unrelated."""
    return int(mix(np.array([(seed + 1 + number) & UINT32], np.uint32))[0])


@functools.cache
def window_seed(seed: int, window_bits: int, values_per_draw: int) -> int:
    """The first derived seed whose values need no clamping, so that r itself is the weight.

    Tensors of one network with the same L and V share it, and with it their tables of values.
    """
    number = 0
    while True:
        candidate = derived_seed(seed, number)
        values = window_values(GENERATOR_BELL, window_bits, values_per_draw, candidate)
        if values.min() >= -WEIGHT_MAX:
            return candidate
        number += 1
