"""The runtime's requantization, called in its library."""

import ctypes
import functools

import numpy as np

from seedlite.format.constants import (
    ACTIVATION_RELU,
    ACTIVATION_RELU6,
    OP_RELU,
    OP_RELU6,
)
from seedlite.libraries import library
from seedlite.model import Model, Operator, Tensor

INT8 = np.iinfo(np.int8)
INT32 = np.iinfo(np.int32)


@functools.cache
def _runtime() -> ctypes.CDLL:
    lib = library("seedlite_runtime")
    pointer, u32 = ctypes.c_void_p, ctypes.c_uint32
    lib.sl_host_activation_range.argtypes = [u32, ctypes.c_int32, ctypes.c_uint8, pointer, pointer]
    lib.sl_host_activation_range.restype = ctypes.c_bool
    lib.sl_host_requantize.argtypes = [pointer, pointer, u32, u32, u32, pointer, pointer]
    lib.sl_host_requantize.restype = None
    return lib


def activation_range(output: Tensor, activation: int) -> tuple[int, int]:
    """Returns the int8 values to which a fused activation limits an output."""
    ends = np.zeros(2, np.int8)
    low, high = ends.ctypes.data, ends.ctypes.data + 1
    done = _runtime().sl_host_activation_range(
        _bits(output.scale), output.zero_point, activation, low, high
    )
    assert done  # the runtime has loaded the model
    return int(ends[0]), int(ends[1])


def output_range(model: Model, operator: Operator) -> tuple[int, int]:
    """Returns the int8 values to which an operator limits its first output. RELU6 clamps in its
    input's quantization and copies the integers."""
    if operator.code == OP_RELU6:
        return activation_range(model.tensors[operator.inputs[0]], ACTIVATION_RELU6)
    output = model.tensors[operator.outputs[0]]
    fused = ACTIVATION_RELU if operator.code == OP_RELU else operator.fused_activation
    return activation_range(output, fused)


def requantized(
    sums: np.ndarray, source: Tensor, filter_scales: np.ndarray, output: Tensor, activation: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns accumulators as the output's int8, limited by the activation: int64 [n]; and where
    they grow with the accumulators, as nothing overflows: bool [n].

    sums: int64 [n]; filter_scales: float32 [n], which the source's scale multiplies.
    """
    fits = np.abs(sums) <= INT32.max
    accumulators = np.where(fits, sums, 0).astype(np.int32)
    scales = np.ascontiguousarray(filter_scales, np.float32)
    scaled, in_range = np.empty(len(sums), np.int32), np.empty(len(sums), np.bool_)
    _runtime().sl_host_requantize(
        accumulators.ctypes.data,
        scales.ctypes.data,
        len(sums),
        _bits(source.scale),
        _bits(output.scale),
        scaled.ctypes.data,
        in_range.ctypes.data,
    )
    steps = scaled.astype(np.int64)
    values = np.clip(steps + output.zero_point, *activation_range(output, activation))
    return values, fits & in_range & (np.abs(steps) <= INT32.max // 2)


def _bits(scale: float) -> int:
    return int(np.float32(scale).view(np.uint32))
