"""Viterbi search for the seed bits with the least squared error (encoder_c/trellis.h)."""

import ctypes
import functools
from collections.abc import Callable

import numpy as np

from seedlite.codec import TABLE, Rate, window_bits
from seedlite.libraries import library

# Surviving paths merge a few window lengths back (Viterbi truncation depth). Each segment is
# searched this much further than it is kept.
LOOKAHEAD_WINDOWS = 8
LOOKAHEAD_DRAWS = 32
COST_BYTES = 4  # per draw and state
MEMORY_BYTES = 64 << 20
MAX_SEGMENT_DRAWS = 1 << 14


class Draws(ctypes.Structure):
    """The generator's rate and table as C takes them (encoder_c/draws.h)."""

    _fields_ = (
        ("bits_per_draw", ctypes.c_uint32),
        ("values_per_draw", ctypes.c_uint32),
        ("first", ctypes.c_void_p),
        ("second", ctypes.c_void_p),
    )

    def __init__(self, rate: Rate, table: np.ndarray = TABLE):
        rows = table[:, : rate.values_per_draw].astype(np.float32)
        self.parts = tuple(np.ascontiguousarray(x.T) for x in (rows[:-1], rows[1:]))
        super().__init__(
            rate.bits_per_draw, rate.values_per_draw, *(part.ctypes.data for part in self.parts)
        )


@functools.cache
def _native_search() -> Callable[..., int]:
    search = library("seedlite_encoder").sl_trellis_search
    pointer, number = ctypes.c_void_p, ctypes.c_uint32
    search.argtypes = (pointer, pointer, number, number, number, pointer)
    search.restype = ctypes.c_int
    return search


def search_windows(targets: np.ndarray, rate: Rate, table: np.ndarray = TABLE) -> np.ndarray:
    """Returns the windows that minimize sum((targets - values of the windows)^2): uint16 [draws].

    targets: [n], flat; padded with zeros to the end of the last draw.
    table: the format's, unless a new one is being fitted.
    Exact within a segment; long inputs are searched in segments with look-ahead. Raises
    MemoryError. Bitshift trellis: QTIP, Tseng et al. 2024; DESIGN.md, "The encoder".
    """
    draws = -(-len(targets) // rate.values_per_draw)
    padded = np.zeros(draws * rate.values_per_draw, np.float32)
    padded[: len(targets)] = targets
    windows = np.empty(draws, np.uint16)
    parts = Draws(rate, table)
    status = _native_search()(
        ctypes.addressof(parts),
        padded.ctypes.data,
        draws,
        segment_draws(rate.bits_per_draw),
        lookahead_draws(rate.bits_per_draw),
        windows.ctypes.data,
    )
    if status != 0:
        raise MemoryError(f"the search of {draws} draws found no memory")
    return windows


def segment_draws(bits_per_draw: int) -> int:
    """Returns the number of draws searched at once within MEMORY_BYTES."""
    states = 1 << (window_bits(bits_per_draw) - bits_per_draw)
    return min(MAX_SEGMENT_DRAWS, MEMORY_BYTES // (COST_BYTES * states))


def lookahead_draws(bits_per_draw: int) -> int:
    """Returns the number of draws searched beyond a segment's end."""
    return LOOKAHEAD_WINDOWS * -(-window_bits(bits_per_draw) // bits_per_draw) + LOOKAHEAD_DRAWS
