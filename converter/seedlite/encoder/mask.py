"""The zero mask: one bit for each group of weights that are all zero."""

import numpy as np

MAX_GROUP = 0xFFFF
# Of the bits: a mask that saves less is not worth what skipping costs the runtime.
MIN_SAVING = 1 / 32


def choose_mask_group(values: np.ndarray, bits_per_weight: float, row_length: int) -> int:
    """The group size whose mask saves the most bits, 0 if none saves enough to pay.

    values: flat, in the record's order. Zero weights cost `bits_per_weight` where not masked.
    """
    if values.all():
        return 0
    best_group, best_bits = 0, len(values) * bits_per_weight * (1 - MIN_SAVING)
    for group in _candidates(len(values), row_length):
        masked = zero_groups(values, group)
        live = len(values) - int(np.repeat(masked, group)[: len(values)].sum())
        bits = len(masked) + live * bits_per_weight
        if bits < best_bits:
            best_group, best_bits = group, bits
    return best_group


def zero_groups(values: np.ndarray, group: int) -> np.ndarray:
    """The mask: int64 [ceil(n / group)], 1 where all weights of the group are zero."""
    starts = np.arange(0, len(values), group)
    return (np.add.reduceat((values != 0).astype(np.int64), starts) == 0).astype(np.int64)


def _candidates(count: int, row_length: int) -> list[int]:
    powers = [1 << p for p in range(16)]
    return [g for g in sorted({*powers, row_length}) if g <= min(count, MAX_GROUP)]
