"""The seeded PRNG whose values become weights (SPEC.md, section 4)."""

import numpy as np

from seedlite._constants import (
    GENERATOR_BELL,
    GENERATOR_UNIFORM,
    HASH_MIX_1,
    HASH_MIX_2,
    HASH_WINDOW_MULTIPLIER,
)

UINT32 = 0xFFFFFFFF
# Weights that correspond to one standard deviation of a batch, in units of r. The uniform
# generator's is the report's: its values span mean - deviation ... mean + deviation.
R_PER_DEVIATION = {GENERATOR_UNIFORM: 128.0, GENERATOR_BELL: 36.9}


def window_values(generator: int, window_bits: int, values_per_draw: int, seed: int) -> np.ndarray:
    """r of every window: int8 [2^window_bits, values_per_draw]."""
    multiplier = np.uint32(HASH_WINDOW_MULTIPLIER)
    values = np.empty((1 << window_bits, values_per_draw), np.int8)
    hashes = np.arange(1 << window_bits, dtype=np.uint32)
    for v in range(values_per_draw):
        hashes = hashes * multiplier + np.uint32(seed)
        values[:, v] = _values(generator, hashes)
    return values


def counter_values(generator: int, draws: int | np.ndarray, seed: int) -> np.ndarray:
    """r of the counters `draws`, or of 0 ... draws - 1 if that is a number: int8."""
    counters = np.arange(draws) if isinstance(draws, int | np.integer) else np.asarray(draws)
    return _values(generator, mix(counters.astype(np.uint32) + np.uint32(seed)))


def mix(x: np.ndarray) -> np.ndarray:
    """Two rounds of xor-shift and multiplication; uint32 in and out."""
    x = x ^ (x >> np.uint32(16))
    x = x * np.uint32(HASH_MIX_1)
    x = x ^ (x >> np.uint32(15))
    x = x * np.uint32(HASH_MIX_2)
    return x ^ (x >> np.uint32(16))


def _values(generator: int, hashes: np.ndarray) -> np.ndarray:
    if generator == GENERATOR_UNIFORM:
        return (hashes >> np.uint32(24)).astype(np.uint8).view(np.int8)
    total = np.zeros(hashes.shape, np.int32)
    for byte in range(4):
        total += ((hashes >> np.uint32(8 * byte)) & np.uint32(255)).astype(np.int32)
    return ((total - 510) >> 2).astype(np.int8)
