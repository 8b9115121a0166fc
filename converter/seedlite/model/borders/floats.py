"""TFLM's float kernels, in the C code that also serves the device (seedlite_float.h)."""

import ctypes
import functools

import numpy as np

from seedlite.libraries import library


@functools.cache
def _functions() -> ctypes.CDLL:
    lib = library("seedlite_runtime")
    pointer, u32, i32, f32 = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int32, ctypes.c_float
    for name, numbers in (
        ("quantize", (u32, f32, i32)),
        ("dequantize", (u32, f32, i32)),
        ("softmax", (u32, u32, f32)),
        ("log_softmax", (u32, u32)),
    ):
        function = getattr(lib, f"sl_host_{name}_f32")
        function.argtypes = [pointer, *numbers, pointer]
        function.restype = None
    return lib


def quantize(x: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    """QUANTIZE of float32 x: int8, in its shape. NaN gives the zero point, too large values the
    limit of their sign."""
    x = np.ascontiguousarray(x, np.float32)
    out = np.empty(x.shape, np.int8)
    _functions().sl_host_quantize_f32(x.ctypes.data, x.size, scale, zero_point, out.ctypes.data)
    return out


def dequantize(x: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    """DEQUANTIZE of int8 x: float32, in its shape."""
    x = np.ascontiguousarray(x)
    assert x.dtype == np.int8
    out = np.empty(x.shape, np.float32)
    _functions().sl_host_dequantize_f32(x.ctypes.data, x.size, scale, zero_point, out.ctypes.data)
    return out


def softmax(x: np.ndarray, beta: float) -> np.ndarray:
    """SOFTMAX of float32 x along its last axis: float32, in its shape."""
    x = np.ascontiguousarray(x, np.float32)
    out, depth = np.empty(x.shape, np.float32), x.shape[-1]
    _functions().sl_host_softmax_f32(x.ctypes.data, x.size // depth, depth, beta, out.ctypes.data)
    return out


def log_softmax(x: np.ndarray) -> np.ndarray:
    """LOG_SOFTMAX of float32 x along its last axis: float32, in its shape."""
    x = np.ascontiguousarray(x, np.float32)
    out, depth = np.empty(x.shape, np.float32), x.shape[-1]
    _functions().sl_host_log_softmax_f32(x.ctypes.data, x.size // depth, depth, out.ctypes.data)
    return out
