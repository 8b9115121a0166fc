"""Beam search for seed bits that minimizes the error of a layer's outputs (encoder_c/beam.h)."""

import ctypes
import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seedlite.codec import Rate
from seedlite.libraries import library
from seedlite.search.trellis import Draws

BEAM_WIDTH = 256


@dataclass(frozen=True)
class RowCost:
    """Quadratic cost of the errors e of a row's weights.

    A row costs the sum over its inputs t of weights[t] * (e_t + sum over j < t of feedback[t, j] *
    e_j)^2, where j runs over t's block of inputs. All rows share one factor, or each has its own.
    `interleaved`: the record's order alternates between rows, input by input.
    With `row_feedback` a row's e includes the errors of the rows before it, times
    row_feedback[row, earlier row]; not if interleaved.
    """

    rows: int
    weights: np.ndarray  # float32 [factors, row length], >= 0
    feedback: np.ndarray  # float32 [factors, row length, block]
    interleaved: bool = False
    row_feedback: np.ndarray | None = None  # float32 [rows, rows]


class _RowCost(ctypes.Structure):
    _fields_ = (
        ("rows", ctypes.c_uint32),
        ("row_length", ctypes.c_uint32),
        ("lookback", ctypes.c_uint32),
        ("interleaved", ctypes.c_uint32),
        ("factor_per_row", ctypes.c_uint32),
        ("row_weights", ctypes.c_void_p),
        ("weights", ctypes.c_void_p),
        ("feedback", ctypes.c_void_p),
        ("row_feedback", ctypes.c_void_p),
    )


@functools.cache
def _native_search() -> Callable[..., int]:
    search = library("seedlite_encoder").sl_beam_search
    pointer = ctypes.c_void_p
    search.argtypes = (pointer, pointer, pointer, pointer, ctypes.c_uint32, pointer)
    search.restype = ctypes.c_int
    return search


def search_beam(
    targets: np.ndarray,
    live: np.ndarray,
    cost: RowCost,
    row_weights: np.ndarray,
    rate: Rate,
    beam_width: int = BEAM_WIDTH,
) -> np.ndarray:
    """Returns windows with a low sum(row_weights * cost of each row): uint16 [draws].

    targets: [n], flat, all rows in the record's order.
    live: bool [n], False for masked weights.
    Raises MemoryError.
    """
    draws = -(-int(np.count_nonzero(live)) // rate.values_per_draw)
    windows = np.zeros(draws, np.uint16)
    if draws == 0:
        return windows
    parts = Draws(rate)
    arrays = [np.ascontiguousarray(x, np.float32) for x in (targets, row_weights)]
    weights = np.ascontiguousarray(cost.weights, np.float32)
    feedback = np.ascontiguousarray(cost.feedback, np.float32)
    coupled = cost.row_feedback
    coupling = None if coupled is None else np.ascontiguousarray(coupled, np.float32)
    alive = np.ascontiguousarray(live, np.uint8)
    factors, row_length, lookback = feedback.shape
    form = _RowCost(
        cost.rows,
        row_length,
        lookback,
        cost.interleaved,
        factors > 1,
        arrays[1].ctypes.data,
        weights.ctypes.data,
        feedback.ctypes.data,
        None if coupling is None else coupling.ctypes.data,
    )
    status = _native_search()(
        ctypes.addressof(parts),
        ctypes.addressof(form),
        arrays[0].ctypes.data,
        alive.ctypes.data,
        beam_width,
        windows.ctypes.data,
    )
    if status != 0:
        raise MemoryError(f"the search of {draws} draws found no memory")
    return windows
