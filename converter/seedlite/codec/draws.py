"""Draws: the values r that weights are made of (SPEC.md, section 4)."""

import functools
from importlib import resources

import numpy as np

from seedlite.codec.rates import Rate
from seedlite.format.constants import HASH_MIX, HASH_STEP, HASH_WEIGHTS, INDEX_BITS, LEVEL_MAX

UINT32 = 0xFFFFFFFF
with resources.files("seedlite.format").joinpath("draw_table.csv").open() as _file:
    TABLE = np.loadtxt(_file, np.int8, delimiter=",")  # [TABLE_ROWS, TABLE_COLUMNS]
# Standard deviation of the levels -3, -1, 1, 3.
LEVEL_STD = 5.0**0.5


def index_distance(bits_per_draw: int) -> int:
    """Returns the bits between the two indices of a draw."""
    return INDEX_BITS // bits_per_draw * bits_per_draw


def window_bits(bits_per_draw: int) -> int:
    """Returns the bits of the stream that a draw depends on: two indices."""
    return index_distance(bits_per_draw) + INDEX_BITS


def seed_bits(draws: int, bits_per_draw: int) -> int:
    """Returns the length in bits of the stream of so many draws."""
    return (draws - 1) * bits_per_draw + window_bits(bits_per_draw) if draws else 0


@functools.cache
def window_values(bits_per_draw: int, values_per_draw: int) -> np.ndarray:
    """Returns r of every window: int8 [2^window_bits, values_per_draw], read-only."""
    windows = np.arange(1 << window_bits(bits_per_draw))
    first = windows & ((1 << INDEX_BITS) - 1)
    second = windows >> index_distance(bits_per_draw)
    values = TABLE[first, :values_per_draw] + TABLE[second + 1, :values_per_draw]
    values.flags.writeable = False
    return values


def drawn_values(windows: np.ndarray, rate: Rate) -> np.ndarray:
    """Returns r of the draws with these windows: int8, flat."""
    return window_values(rate.bits_per_draw, rate.values_per_draw)[windows].ravel()


@functools.cache
def draw_std(values_per_draw: int) -> float:
    """Returns the standard deviation of the drawn values."""
    return float(window_values(INDEX_BITS, values_per_draw).std())


def levels(rows: int, row_length: int, seed: int) -> np.ndarray:
    """Returns r of statistics alone: int8 [rows, row_length]."""
    words = -(-row_length // HASH_WEIGHTS)
    hashes = hashed(np.arange(rows * words), seed)
    i = np.arange(HASH_WEIGHTS, dtype=np.uint32)
    shifts = i // 4 * 4 + (i & 1) * 2 + (i & 2) * 8
    fields = (hashes[:, None] >> shifts) & 3
    return (2 * fields.astype(np.int8) - LEVEL_MAX).reshape(rows, -1)[:, :row_length]


def hashed(numbers: np.ndarray, seed: int) -> np.ndarray:
    """Returns a hash of each number: uint32."""
    x = numbers.astype(np.uint32) * np.uint32(HASH_STEP) + np.uint32(seed)
    x = x ^ (x >> np.uint32(16))
    x = x * np.uint32(HASH_MIX)
    return x ^ (x >> np.uint32(15))
