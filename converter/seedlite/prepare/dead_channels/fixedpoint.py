"""TFLM's requantization, bit for bit: as sl_fixedpoint.h and sl_multiplier.c do."""

import math

import numpy as np

from seedlite.format.constants import (
    ACTIVATION_RELU,
    ACTIVATION_RELU6,
    ACTIVATION_RELU_N1_TO_1,
)
from seedlite.model import Tensor

INT8 = np.iinfo(np.int8)
INT32 = np.iinfo(np.int32)


def quantized_multiplier(real: float) -> tuple[int, int]:
    """(Q0.31 number, power of two) of a positive double."""
    fraction, shift = math.frexp(real)
    number = math.floor(fraction * 2**31 + 0.5)
    if number == 2**31:
        number, shift = number // 2, shift + 1
    return (0, 0) if shift < -31 else (number, shift)


def multiplied(x: int, multiplier: int, shift: int) -> int | None:
    """x times a quantized multiplier, rounded twice; None where int32 would overflow first."""
    shifted = x << max(shift, 0)
    if not INT32.min <= shifted <= INT32.max:
        return None
    high = (shifted * multiplier + (1 << 30)) >> 31
    right = max(-shift, 0)
    mask = (1 << right) - 1
    return (high >> right) + ((high & mask) > (mask >> 1) + (high < 0))


def activation_range(output: Tensor, activation: int) -> tuple[int, int]:
    """The int8 values to which a fused activation limits an output."""
    zero = output.zero_point
    low = zero if activation in (ACTIVATION_RELU, ACTIVATION_RELU6) else int(INT8.min)
    high = int(INT8.max)
    if activation == ACTIVATION_RELU6:
        high = min(high, zero + _quantized(6.0, output))
    if activation == ACTIVATION_RELU_N1_TO_1:
        low, high = (
            max(low, zero - _quantized(1.0, output)),
            min(high, zero + _quantized(1.0, output)),
        )
    return low, high


def _quantized(real: float, tensor: Tensor) -> int:
    return math.floor(float(np.float32(real) / np.float32(tensor.scale)) + 0.5)


def requantized(
    x: int, real_multiplier: float, output: Tensor, limits: tuple[int, int]
) -> int | None:
    """An accumulator as the output's int8, within `limits`; None where that is not monotonous."""
    scaled = multiplied(x, *quantized_multiplier(real_multiplier))
    if scaled is None or abs(scaled) > INT32.max // 2:
        return None
    return min(max(scaled + output.zero_point, limits[0]), limits[1])
