"""The zero mask: one bit for each group of weights that are all zero."""

import numpy as np

from seedlite.codec.rates import MAX_RATE
from seedlite.format.layout import RECORD

MAX_GROUP = RECORD.fields["mask_group"].high
# Least gain in the live weights' rate that justifies the cost of skipping.
MIN_GAIN = 1 / 32


def choose_mask_group(values: np.ndarray, bits_per_weight: float, row_length: int) -> int:
    """Returns the group size whose mask leaves most bits to each live weight; 0 if the gain is too
    small.

    values: flat, in the record's order; all may cost `bits_per_weight`, mask included.
    """
    if values.all():
        return 0
    best_group, best = 0, (bits_per_weight * (1 + MIN_GAIN), 0.0)
    for group in _candidates(len(values), row_length):
        masked = zero_groups(values, group)
        live = len(values) - int(np.repeat(masked, group)[: len(values)].sum())
        spare = len(values) * bits_per_weight - len(masked)
        rate = min(MAX_RATE, spare / live) if live else MAX_RATE
        worth = (rate, -(len(masked) + rate * live))  # ties: the one that stores less
        if worth > best:
            best_group, best = group, worth
    return best_group


def zero_groups(values: np.ndarray, group: int) -> np.ndarray:
    """Returns the mask: int64 [ceil(n / group)], 1 if all weights of the group are zero."""
    starts = np.arange(0, len(values), group)
    return (np.add.reduceat((values != 0).astype(np.int64), starts) == 0).astype(np.int64)


def _candidates(count: int, row_length: int) -> list[int]:
    powers = [1 << p for p in range(16)]
    return [g for g in sorted({*powers, row_length}) if g <= min(count, MAX_GROUP)]
