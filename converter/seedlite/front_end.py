"""Log-mel features of sound, by the C code that also serves the device (seedlite_log_mel.h)."""

import ctypes
import functools
from numbers import Integral

import numpy as np

from seedlite.errors import UsageError
from seedlite.format.constants import (
    LOG_MEL_BANDS,
    LOG_MEL_MAX,
    LOG_MEL_OCTAVE,
    LOG_MEL_SAMPLES,
)
from seedlite.libraries import library

_WORK_BYTES = 1024
_MULTIPLIER_ONE = 1 << 24
LEAST_SCALE = 2.0**-15


class _Scale(ctypes.Structure):
    _fields_ = [("multiplier", ctypes.c_int32), ("zero_point", ctypes.c_int32)]


@functools.cache
def _functions() -> ctypes.CDLL:
    lib = library("seedlite_runtime")
    pointer = ctypes.c_void_p
    lib.sl_log_mel.argtypes = [pointer, pointer, pointer]
    lib.sl_log_mel_quantize.argtypes = [pointer, pointer, pointer]
    lib.sl_log_mel.restype = lib.sl_log_mel_quantize.restype = None
    return lib


def log_mel(sound: np.ndarray, hop: int = 320) -> np.ndarray:
    """Returns the features of every whole window of 480 samples: int16 [windows, 40], log2 of each
    band's energy in 256ths.

    sound: int16 [samples], 16,000 a second. hop: samples from a window's beginning to the next.
    Raises UsageError.
    """
    sound = np.asarray(sound)
    if sound.dtype != np.int16 or sound.ndim != 1:
        raise UsageError(
            f"`sound` is {sound.dtype} {list(sound.shape)}; give one channel of int16 [samples]"
        )
    if not isinstance(hop, Integral) or hop < 1:
        raise UsageError(f"`hop` is {hop}; give 1 sample or more, such as 160 or 320")
    if len(sound) < LOG_MEL_SAMPLES:
        raise UsageError(
            f"`sound` has {len(sound)} samples; a window takes {LOG_MEL_SAMPLES} of them"
        )
    windows = np.lib.stride_tricks.sliding_window_view(sound, LOG_MEL_SAMPLES)[::hop]
    windows = np.ascontiguousarray(windows)
    out = np.empty((len(windows), LOG_MEL_BANDS), np.int16)
    work = ctypes.create_string_buffer(_WORK_BYTES)
    for window, features in zip(windows, out, strict=True):
        _functions().sl_log_mel(window.ctypes.data, work, features.ctypes.data)
    return out


def quantize_log_mel(features: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    """Returns features as a model's int8 input, of the same shape.

    features: int16 [windows, 40]. scale, zero_point: of the input, whose real values are features /
    256. Raises UsageError.
    """
    features = np.ascontiguousarray(features)
    if features.dtype != np.int16 or features.shape[-1:] != (LOG_MEL_BANDS,):
        raise UsageError(
            f"`features` are {features.dtype} {list(features.shape)}; give what log_mel returns"
        )
    if features.size and not 0 <= features.min() <= features.max() <= LOG_MEL_MAX:
        raise UsageError(f"`features` leave 0 ... {LOG_MEL_MAX}; give what log_mel returns")
    if not LEAST_SCALE < scale < float("inf") or zero_point not in range(-128, 128):
        raise UsageError(
            f"`scale` is {scale:g} and `zero_point` {zero_point}; a scale is above 2^-15, a zero "
            "point within -128 ... 127: give those of an int8 input"
        )
    multiplier = int(_MULTIPLIER_ONE / LOG_MEL_OCTAVE / scale + 0.5)
    chosen = _Scale(multiplier, int(zero_point))
    out = np.empty(features.shape, np.int8)
    for row, quantized in zip(
        features.reshape(-1, LOG_MEL_BANDS), out.reshape(-1, LOG_MEL_BANDS), strict=True
    ):
        _functions().sl_log_mel_quantize(
            row.ctypes.data, ctypes.byref(chosen), quantized.ctypes.data
        )
    return out
