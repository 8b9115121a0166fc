"""Interprets samples' units and warns if they do not fit the model's input."""

import sys
import warnings
from collections.abc import Iterable

import numpy as np

from seedlite.data.checks import axes
from seedlite.errors import DataWarning
from seedlite.model import Model, borders_of, has_state

STEPS = 255  # from the least to the largest int8 value
MOST_OUTSIDE = 0.05  # of the values
FAR = 4  # times the input's range
NARROW = 1 / 16  # of the input's range
FEW_VALUES = 64  # fewer values do not represent a range
NEAR_ZERO = 16  # int8 steps
MOST_WILD = 0.001  # share of the nonzero values
FEWEST_TAME = 10


def describe_samples(x: np.ndarray, model: Model | None, number: int = 0) -> str:
    """Returns text such as 'uint8 [50, 8, 8]: real values, as [n, 8, 8, 1]' on samples of an int8
    model or, without `model`, of one that will be int8."""
    x = np.asarray(x)
    text = f"{x.dtype} {list(x.shape)}: "
    if model is None:
        return text + "real values"
    border = borders_of(model).inputs[number]
    text += f"the input's own {x.dtype} values" if border.owns(x) else "real values"
    shape = border.shape[1:]
    if has_state(model):
        names = ["sequences", "steps"][-max(1, x.ndim - len(shape)) :]
        return f"{text}, as {axes(*names, *shape)}"
    return text if x.shape[1:] == shape else f"{text}, as {axes('n', *shape)}"


def warn(texts: Iterable[str]) -> None:
    """Issues warnings that point at the caller of seedlite."""
    frame, level = sys._getframe(), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("seedlite."):
        frame, level = frame.f_back, level + 1
    for text in texts:
        warnings.warn(text, DataWarning, stacklevel=level)


def range_warnings(x: np.ndarray, model: Model, place: str, number: int = 0) -> list[str]:
    """Compares the range of checked samples with that of an int8 model's input. `place` names the
    samples."""
    border = borders_of(model).inputs[number]
    if border.owns(x):
        return _narrow(x, place)
    least, largest, scale = border.range()
    low, high = float(x.min()), float(x.max())
    outside = np.count_nonzero((x < least - scale / 2) | (x > largest + scale / 2)) / x.size
    ranges = (
        f"they range from {low:g} to {high:g}, what the model's input takes from {least:g} to "
        f"{largest:g}; give x in the units of the float model"
    )
    span, whole = high - low, largest - least
    if outside > MOST_OUTSIDE:
        return [f"{place}: {100 * outside:.1f} % of the values are clipped: {ranges}"]
    if span > FAR * whole:
        index = _furthest(x)
        return [f"{place}: x{list(index)} is {x[index]:g}, far from what is expected: {ranges}"]
    if span < NARROW * whole and x.size >= FEW_VALUES:
        used = f"{100 * span / whole:.1f} %"
        return [f"{place}: the values use {used} of the input's range: {ranges}"]
    return []


def _narrow(x: np.ndarray, place: str) -> list[str]:
    low, high, limits = int(x.min()), int(x.max()), np.iinfo(x.dtype)
    if high - low >= NARROW * STEPS or x.size < FEW_VALUES:
        return []
    return [
        f"{place}: {x.dtype} arrays are taken for the input's own values, {limits.min} to "
        f"{limits.max}, and these range from {low} to {high} alone; if they are real values, give "
        "x as float32"
    ]


def outlier_warnings(x: np.ndarray, place: str) -> list[str]:
    """Warns of few outliers in checked samples that alone determine the int8 range. Every range
    contains zero, exactly."""
    step = (max(float(x.max()), 0.0) - min(float(x.min()), 0.0)) / STEPS
    sizes = np.abs(x.astype(np.float32, copy=False))
    wild = np.count_nonzero(sizes > NEAR_ZERO * step)
    tame = np.count_nonzero(sizes) - wild
    if tame < FEWEST_TAME or not 0 < wild <= max(1, MOST_WILD * (tame + wild)):
        return []
    index = _furthest(x)
    others = float(sizes[sizes <= NEAR_ZERO * step].max())
    return [
        f"{place}: x{list(index)} is {x[index]:g} and sets the range of the int8 values; "
        f"{100 * (1 - wild / x.size):.3f} % of the values are no further from 0 than {others:g}, "
        f"and so share {2 * others / step:.2g} of {STEPS} int8 steps: clip or remove it"
    ]


def _furthest(x: np.ndarray) -> tuple[int, ...]:
    """Returns the index of the value furthest from zero."""
    flat = int(np.argmax(np.abs(x.astype(np.float32, copy=False))))
    return tuple(int(i) for i in np.unravel_index(flat, x.shape))
