"""Sample data for calibration and evaluation: reading `.npz` files and checking arrays.

An `.npz` holds `x`, [n, ...input shape], in the units that the float model sees (uint8 images
are taken as 0 ... 255, not as already quantized), and for evaluation `y`, [n] class indices."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from seedlite.errors import BadInputError
from seedlite.tflite import Model

_READ_ERRORS = (
    OSError,
    EOFError,
    ValueError,
    MemoryError,  # a header that promises too much
    TypeError,  # a single array (.npy), which is no context manager
    zipfile.BadZipFile,
    zlib.error,
)


def load_samples(path: str | Path, input_shape: tuple[int, ...]) -> np.ndarray:
    """Returns `x` of an `.npz`, float32 [n, *input_shape]. Raises BadInputError."""
    return check_samples(read_array(path, "x"), input_shape, str(path))


def load_labelled(
    path: str | Path, input_shape: tuple[int, ...], classes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns `x`, float32 [n, *input_shape], and `y`, int64 [n] in 0 ... classes - 1, of an
    `.npz`. Raises BadInputError."""
    x = load_samples(path, input_shape)
    return x, check_labels(read_array(path, "y"), len(x), classes, str(path))


def check_samples(x: np.ndarray, input_shape: tuple[int, ...], place: str) -> np.ndarray:
    """Returns `x` as float32 [n, *input_shape] with n >= 1 and every value finite.

    `place` names the data in messages. Raises BadInputError."""
    x = np.asarray(x)
    if x.dtype.kind not in "fiub":
        raise BadInputError(f"{place}: x is of type {x.dtype}; numbers are needed")
    if x.shape[1:] != tuple(input_shape) or x.ndim == 0:
        raise BadInputError(
            f"{place}: x has shape {x.shape}; the model's input needs {('n', *input_shape)}"
        )
    if len(x) == 0:
        raise BadInputError(f"{place}: x is empty; give at least one sample")
    with np.errstate(over="ignore"):
        samples = x.astype(np.float32)
    finite = np.isfinite(samples)
    if not finite.all():
        index = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise BadInputError(
            f"{place}: x{list(index)} is {x[index]}; finite float32 numbers are needed"
        )
    return samples


def check_labels(y: np.ndarray, samples: int, classes: int, place: str) -> np.ndarray:
    """Returns `y` as int64 [samples], each in 0 ... classes - 1. Raises BadInputError."""
    y = np.asarray(y)
    if y.shape != (samples,):
        hint = "; take y.argmax(axis=1)" if y.ndim == 2 and y.shape[1] == classes else ""
        raise BadInputError(
            f"{place}: y has shape {y.shape}; {(samples,)} class indices are needed{hint}"
        )
    if y.dtype.kind not in "iu":
        raise BadInputError(f"{place}: y is of type {y.dtype}; integer class indices are needed")
    wrong = np.flatnonzero((y < 0) | (y >= classes))
    if wrong.size:
        raise BadInputError(
            f"{place}: y[{wrong[0]}] is {y[wrong[0]]}; the model's classes are 0 ... {classes - 1}"
        )
    return y.astype(np.int64)


def quantize_inputs(model: Model, x: np.ndarray) -> np.ndarray:
    """`x`, samples in the float model's units, as int8 for the model's first input, which is
    quantized."""
    quantization = model.tensors[model.inputs[0]].quantization
    assert quantization is not None
    return quantize_samples(x, float(quantization.scales[0]), int(quantization.zero_points[0]))


def quantize_samples(x: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    """Returns int8 round(x / scale) + zero_point, halves away from zero, clipped: the bits of
    TFLite's QUANTIZE kernel. `x`: float32 of any shape, finite."""
    steps = (np.asarray(x, np.float32) / np.float32(scale)).astype(np.float64)
    # float64: adding a half to a float32 would round once more
    rounded = np.trunc(steps + np.copysign(0.5, steps))
    return np.clip(rounded + zero_point, -128, 127).astype(np.int8)


def read_array(path: str | Path, key: str) -> np.ndarray:
    """Returns array `key` of an `.npz`, unchecked. Raises BadInputError."""
    names, array = _read(path, key)
    if array is None:
        raise BadInputError(f"{path}: no array {key!r} among {sorted(names)}")
    return array


def read_arrays(path: str | Path) -> dict[str, np.ndarray]:
    """Returns all arrays of an `.npz` by their names, unchecked. Raises BadInputError."""
    names, _ = _read(path, "")
    return {name: read_array(path, name) for name in names}


def read_optional(path: str | Path, key: str) -> np.ndarray | None:
    """Likewise; None where the `.npz` has no such array."""
    return _read(path, key)[1]


def _read(path: str | Path, key: str) -> tuple[list[str], np.ndarray | None]:
    """The names of all arrays, and the one asked for."""
    path = Path(path)
    if not path.is_file():
        raise BadInputError(f"{path}: no such file")
    try:
        # opened here: numpy leaves its own file open when an archive is broken
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            names = archive.files
            array = archive[key] if key in names else None
    except _READ_ERRORS as error:
        raise _unreadable(path, error) from error
    if key in names and not isinstance(array, np.ndarray):  # foreign members come as bytes
        raise _unreadable(path, f"{key} is not in numpy's format")
    return names, array


def _unreadable(path: Path, reason: object) -> BadInputError:
    return BadInputError(
        f"{path}: cannot be read as .npz ({reason}); write it with numpy.savez(path, x=x, y=y)"
    )
