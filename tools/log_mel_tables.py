"""Writes the tables of the log-mel front end as C, for generate_constants.py."""

import math
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from tools.layouts import filled, header

HEADER = Path(__file__).resolve().parent.parent / "runtime_c/src/frontend/sl_log_mel_tables.h"
NOTE = "Written by `make format` with tools/log_mel_tables.py; edit that file instead."
TRANSFORM = 512
LOWEST_HZ, HIGHEST_HZ = 100, 7600
WEIGHT_ONE = 1 << 12
MOST_BINS = 16  # of an interval, less one: what sl_log_mel.c relies on


def text(constants: dict[str, int]) -> str:
    """Returns the header, of format.toml's table log_mel."""
    samples = constants["SAMPLES"]
    starts, positions = _mel(constants["BANDS"], constants["RATE"] / TRANSFORM)
    lines = _table("SINE_TABLE", (_sine(t) for t in range(3 * TRANSFORM // 4)))
    lines += _table("HANN_TABLE", (_hann(i, samples) for i in range(samples // 2)))
    lines += _table("LOG2_TABLE", (round(32768 * math.log2(1 + i / 32)) for i in range(33)))
    lines += _table("MEL_STARTS", starts)
    lines += _table("MEL_POSITIONS", positions)
    return header(NOTE, "LOG_MEL_TABLES", lines)


def _table(name: str, values: Iterable[int]) -> list[str]:
    rows = filled(f"{value}," for value in values)
    return [f"#define SL_{name} \\", " \\\n".join(["    {", *rows, "    }"]), ""]


def _sine(turn: int) -> int:
    return min(round(32768 * math.sin(2 * math.pi * turn / TRANSFORM)), 32767)


def _hann(at: int, samples: int) -> int:
    return round(16384 * math.sin(math.pi * (at + 0.5) / samples) ** 2)


def _mel(bands: int, bin_hz: float) -> tuple[list[int], list[int]]:
    """Returns the first bin of each interval and their end, and each bin's position in its
    interval."""
    low, high = _mel_of(LOWEST_HZ), _mel_of(HIGHEST_HZ)
    width = (high - low) / (bands + 1)
    place = [(_mel_of(k * bin_hz) - low) / width for k in range(TRANSFORM // 2)]
    inside = [k for k, at in enumerate(place) if 0 <= at < bands + 1]
    starts = [min(k for k in inside if place[k] >= i) for i in range(bands + 1)]
    starts.append(inside[-1] + 1)
    counts = [b - a for a, b in pairwise(starts)]
    assert 0 < min(counts) <= max(counts) < MOST_BINS, counts
    return starts, [math.floor(place[k] % 1 * WEIGHT_ONE) for k in inside]


def _mel_of(hz: float) -> float:
    return 1127 * math.log1p(hz / 700)
