"""Checks samples and labels, and converts samples for a model's input.

Samples are `x`, [n, ...input shape]. Floats, and integers of all types but the input's own (int8 or
uint8), are real values in the units of the float model (uint8 images: 0 ... 255). Arrays of the
input's own type are its quantized values; so are int8 arrays for a float32 input. Labels are `y`,
[n] class indices.
"""

import math

import numpy as np

from seedlite.errors import BadInputError
from seedlite.model import Model, as_rows, borders_of

Shape = tuple[int, ...]


def axes(*extents: object) -> str:
    """Returns a shape for messages: '[n, 28, 28, 1]'."""
    return f"[{', '.join(map(str, extents))}]"


def check_samples(x: np.ndarray, input_shape: Shape, place: str) -> np.ndarray:
    """Returns `x` as float32 [n, *input_shape] with n >= 1 and finite values. Axes of size 1 may be
    missing or elsewhere, and inputs with two larger axes may come as rows of numbers. `place` names
    the data in messages. Raises BadInputError."""
    x = check_numbers(x, "x", place)
    if len(x) == 0:
        raise BadInputError(f"{place}: x is empty; give at least one sample")
    if not _holds(x.shape[1:], tuple(input_shape)):
        raise BadInputError(
            f"{place}: x has shape {x.shape}; the model's input needs {axes('n', *input_shape)}"
            f"{_hint(x.shape, tuple(input_shape))}"
        )
    return _as_float32(x, "x", place).reshape(len(x), *input_shape)


def check_numbers(array: np.ndarray, name: str, place: str) -> np.ndarray:
    """Returns an array of numbers with at least one axis. Raises BadInputError."""
    array = np.asarray(array)
    if array.dtype.kind not in "fiub":
        raise BadInputError(f"{place}: {name} is of type {array.dtype}; numbers are needed")
    if array.ndim == 0:
        raise BadInputError(
            f"{place}: {name} has shape (); an axis of samples is needed, also for a single one"
        )
    return array


def check_finite(array: np.ndarray, given: np.ndarray, name: str, place: str) -> np.ndarray:
    """Returns `array`, made from `given` of the same shape. Raises BadInputError with the first
    value that is infinite or NaN."""
    finite = np.isfinite(array)
    if not finite.all():
        index = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise BadInputError(
            f"{place}: {name}{list(index)} is {given[index]}; finite float32 numbers are needed"
        )
    return array


def _as_float32(array: np.ndarray, name: str, place: str) -> np.ndarray:
    with np.errstate(over="ignore"):
        numbers = array.astype(np.float32)
    return check_finite(numbers, array, name, place)


def squeezed(shape: Shape) -> Shape:
    """Returns a shape without axes of size 1: arrays that agree in it hold the same numbers in the
    same order."""
    return tuple(size for size in shape if size != 1)


def _holds(shape: Shape, wanted: Shape) -> bool:
    """Tells whether samples of `shape` hold the numbers of `wanted` in order. A row of numbers for
    three axes is ambiguous: channels may be first or last."""
    axes = squeezed(wanted)
    return squeezed(shape) in (axes, (math.prod(axes),) if len(axes) == 2 else axes)


def _hint(shape: Shape, wanted: Shape) -> str:
    """Returns the remedy for samples of `shape`, [n, ...], if the input has another shape,
    `wanted`."""
    if squeezed(shape) == squeezed(wanted):
        return "; for a single sample take x[np.newaxis]"
    if math.prod(shape[1:]) != math.prod(wanted):
        return ""
    if len(wanted) == 3 and shape[1:] == (wanted[2], *wanted[:2]):
        return "; channels are last: take x.transpose(0, 2, 3, 1)"
    return f"; where the numbers are in that order, take x.reshape{(-1, *wanted)}"


def check_labels(y: np.ndarray, samples: int, classes: int, place: str) -> np.ndarray:
    """Returns `y` as int64 [samples], each in 0 ... classes - 1: class indices, [samples] or
    [samples, 1], whole numbers of any type, or one-hot [samples, classes]. Raises
    BadInputError."""
    y = np.asarray(y)
    if is_one_hot(y, classes) and len(y) == samples:
        return y.argmax(axis=1).astype(np.int64)
    if y.ndim == 0 or len(y) != samples or squeezed(y.shape[1:]):
        raise BadInputError(
            f"{place}: y has shape {y.shape}; {(samples,)} class indices are needed, or one-hot "
            f"{(samples, classes)}"
        )
    return check_classes(y.reshape(samples), classes, place)


def check_classes(y: np.ndarray, classes: int, place: str) -> np.ndarray:
    """Returns class indices of any shape as int64, each in 0 ... classes - 1. Raises
    BadInputError."""
    if not is_whole(y):
        raise BadInputError(
            f"{place}: y is of type {y.dtype}; integer class indices are needed"
            if y.dtype.kind not in "f"
            else f"{place}: y{_first(~_whole(y))} is {y[~_whole(y)][0]}; integer class indices are "
            "needed"
        )
    wrong = (y < 0) | (y >= classes)
    if wrong.any():
        raise BadInputError(
            f"{place}: y{_first(wrong)} is {y[wrong][0]}; the model's classes are "
            f"0 ... {classes - 1}"
        )
    return y.astype(np.int64)


def is_one_hot(y: np.ndarray, classes: int) -> bool:
    """Tells whether y is [n, classes] with a single one in every row, and zeros."""
    if y.dtype.kind not in "fiub" or y.ndim != 2 or y.shape[1] != classes or classes < 2:
        return False
    return is_binary(y) and bool((y.sum(axis=1) == 1).all())


def is_binary(y: np.ndarray) -> bool:
    return y.dtype.kind in "fiub" and bool(((y == 0) | (y == 1)).all())


def is_whole(y: np.ndarray) -> bool:
    return y.dtype.kind in "fiub" and bool(_whole(y).all())


def _whole(y: np.ndarray) -> np.ndarray:
    return y == np.trunc(y) if y.dtype.kind == "f" else np.ones(y.shape, bool)


def _first(wrong: np.ndarray) -> list[int]:
    return [int(i) for i in np.argwhere(wrong)[0]]


def real_inputs(model: Model, x: np.ndarray, place: str) -> np.ndarray:
    """Returns samples of the model's first input as real values [n, ...input shape]: float32, or
    exact float64 from quantized values. Raises BadInputError."""
    border = borders_of(model).inputs[0]
    samples = check_samples(x, border.shape[1:], place)
    return border.real_values(samples) if border.owns(np.asarray(x)) else samples


def real_numbers(x: np.ndarray) -> np.ndarray:
    """Marks int8 arrays as real values, for a model that is not int8 yet, by a type that never
    means quantized values."""
    x = np.asarray(x)
    return x.astype(np.int16) if x.dtype == np.int8 else x


def quantize_inputs(model: Model, x: np.ndarray) -> np.ndarray:
    """Converts `x` of the model's first input, real or quantized values, for the device: [n,
    ...input shape], or int8 [n, bytes] of several device inputs, concatenated."""
    return joined(borders_of(model).inputs[0].quantized(x))


def joined(parts: list[np.ndarray]) -> np.ndarray:
    """Returns the values of the only device input unchanged, those of several as rows."""
    return parts[0] if len(parts) == 1 else as_rows(parts)
