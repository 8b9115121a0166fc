"""The search for the seed bits whose values come closest to given ones (encoder_c/trellis.h)."""

import ctypes
import functools
from collections.abc import Callable

import numpy as np

from seedlite._native import library

FREE_START = 0xFFFFFFFF
# A survivor's past is certain after a few times L/k draws: so many are searched beyond those
# that are kept, before the search goes on from the last kept window.
LOOKAHEAD_WINDOWS = 8
LOOKAHEAD_DRAWS = 32
# Each draw needs 2^(L-k) back-pointers of 2 bytes.
POINTER_BYTES = 2
MEMORY_BYTES = 128 << 20
MAX_SEGMENT_DRAWS = 1 << 14


class Trellis(ctypes.Structure):
    _fields_ = (
        ("window_bits", ctypes.c_uint32),
        ("bits_per_draw", ctypes.c_uint32),
        ("values_per_draw", ctypes.c_uint32),
        ("codebook", ctypes.c_void_p),
    )


@functools.cache
def _native_search() -> Callable[..., int]:
    search = library("seedlite_encoder").sl_trellis_search
    pointer, number = ctypes.c_void_p, ctypes.c_uint32
    search.argtypes = (pointer, pointer, pointer, number, number, pointer)
    search.restype = ctypes.c_int
    return search


def search_windows(
    targets: np.ndarray,
    importance: np.ndarray | None,
    codebook: np.ndarray,
    bits_per_draw: int,
    before: int | None = None,
) -> np.ndarray:
    """Windows that minimize sum(importance * (targets - values of the windows)^2): uint16 [draws].

    targets, importance: [n], flat; importance None means 1 everywhere. The last draw may be short.
    codebook: the values of every window, [2^L, V].
    before: the window of the draw before the first, if there is one.
    Exact within a segment; long inputs are searched segment by segment with a look-ahead.
    """
    values = codebook.shape[1]
    window_bits = codebook.shape[0].bit_length() - 1
    draws = -(-len(targets) // values)
    padding = draws * values - len(targets)
    weighing = np.ones(len(targets)) if importance is None else importance
    padded = [np.pad(x, (0, padding)).astype(np.float32) for x in (targets, weighing)]
    planes = np.ascontiguousarray(codebook.T, np.float32)
    trellis = Trellis(window_bits, bits_per_draw, values, planes.ctypes.data)
    lookahead = LOOKAHEAD_WINDOWS * -(-window_bits // bits_per_draw) + LOOKAHEAD_DRAWS
    segment = segment_draws(window_bits, bits_per_draw)
    windows = np.empty(draws, np.uint16)
    at = 0
    last = FREE_START if before is None else before
    while at < draws:
        end = min(draws, at + segment)
        _search_segment(trellis, padded, at, end, last, windows[at:end])
        at = end if end == draws else end - lookahead
        last = int(windows[at - 1])
    return windows


def segment_draws(window_bits: int, bits_per_draw: int) -> int:
    """Draws that are searched at once, within MEMORY_BYTES."""
    pointers = 1 << (window_bits - bits_per_draw)
    return min(MAX_SEGMENT_DRAWS, MEMORY_BYTES // (POINTER_BYTES * pointers))


def _search_segment(
    trellis: Trellis, padded: list[np.ndarray], at: int, end: int, last: int, out: np.ndarray
) -> None:
    targets, importance = (x[at * trellis.values_per_draw :] for x in padded)
    status = _native_search()(
        ctypes.addressof(trellis),
        targets.ctypes.data,
        importance.ctypes.data,
        end - at,
        last,
        out.ctypes.data,
    )
    if status != 0:
        raise MemoryError(f"the search of {end - at} draws found no memory")
