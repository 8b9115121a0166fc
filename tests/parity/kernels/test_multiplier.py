"""The C runtime's integer arithmetic against the floating point that TFLM computes with."""

import ctypes
import math
import struct
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite import libraries as _native
from tests.support.places import RUNTIME_SOURCES

# An inline function of sl_fixedpoint.h, made callable.
SHIM = """
#include "target/sl_fixedpoint.h"
int32_t multiply(int32_t x, int32_t multiplier, int32_t shift) {
  return sl_multiply_by_quantized_multiplier(x, multiplier, shift);
}
"""


class Real(ctypes.Structure):
    """sl_real."""

    _fields_ = [("significand", ctypes.c_uint64), ("exponent", ctypes.c_int32)]

    def value(self) -> float:
        return math.ldexp(self.significand, self.exponent)


@pytest.fixture(scope="module")
def fixed_point(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    shim = tmp_path_factory.mktemp("fixed point") / "shim.c"
    shim.write_text(SHIM)
    path = shim.with_suffix(".so")
    command = [
        "cc",
        "-std=c99",
        "-O1",
        "-shared",
        "-fPIC",
        f"-I{RUNTIME_SOURCES}",
        shim,
        "-o",
        path,
    ]
    subprocess.run(command, check=True)
    return ctypes.CDLL(str(path))


@pytest.fixture(scope="module")
def library() -> ctypes.CDLL:
    loaded = _native.library("seedlite_runtime")
    for name in ("from_f32", "product_f32", "quotient", "distance", "times_power"):
        getattr(loaded, f"sl_real_{name}").restype = Real
    for name in ("sl_real_round_to_f32", "sl_quantize_f32_bits"):
        getattr(loaded, name).restype = ctypes.c_bool
    return loaded


def scales(lowest: int = 1, highest: int = 254) -> st.SearchStrategy[int]:
    """Bits of positive normal float32 numbers, by exponent field; round significands often."""
    exponents = st.integers(lowest, highest)
    ends = [0, 1, 2, 0x400000, 0x7FFFFE, 0x7FFFFF]
    fractions = st.one_of(st.integers(0, 0x7FFFFF), st.sampled_from(ends))
    return st.builds(lambda exponent, fraction: exponent << 23 | fraction, exponents, fractions)


def f32(bits: int) -> np.float32:
    return np.uint32(bits).view(np.float32)


def half_away(value: float) -> int:
    """round() of C, for exact values >= 0."""
    whole = math.floor(value)
    return whole + (value - whole >= 0.5)


def quantized(real: float) -> tuple[int, int]:
    """Multiplier and shift as TFLM's QuantizeMultiplier gives them; of 0 the shift is ours."""
    if real == 0:
        return 0, -1
    fraction, shift = math.frexp(real)
    multiplier = half_away(fraction * 2**31)
    if multiplier == 2**31:
        multiplier, shift = 2**30, shift + 1
    return (multiplier, shift) if shift >= -31 else (0, -1)


def quantize_multiplier(library: ctypes.CDLL, real: Real) -> tuple[int, int]:
    multiplier, shift = ctypes.c_int32(), ctypes.c_int32()
    library.sl_quantize_multiplier(real, ctypes.byref(multiplier), ctypes.byref(shift))
    return multiplier.value, shift.value


@given(scales(), scales(), scales())
@settings(max_examples=2000, deadline=None)
def test_multiplier_any_scales_equals_double_arithmetic(library, a, b, c):
    real = library.sl_real_quotient(library.sl_real_product_f32(a, b), library.sl_real_from_f32(c))
    expected = float(f32(a)) * float(f32(b)) / float(f32(c))
    assert expected == real.value()
    assert quantized(expected) == quantize_multiplier(library, real)


@given(scales(), scales())
@settings(max_examples=2000, deadline=None)
def test_float32_product_any_scales_equals_float32_arithmetic(library, a, b):
    product = library.sl_real_product_f32(a, b)
    finite = library.sl_real_round_to_f32(ctypes.byref(product))
    with np.errstate(all="ignore"):
        expected = f32(a) * f32(b)
    assert bool(np.isfinite(expected)) == finite
    if finite:
        assert float(expected) == product.value()


@given(scales(1, 80), scales(40, 130))
@settings(max_examples=1000, deadline=None)
def test_float32_product_near_underflow_equals_ieee_subnormals(library, a, b):
    product = library.sl_real_product_f32(a, b)
    assert library.sl_real_round_to_f32(ctypes.byref(product))
    with np.errstate(all="ignore"):
        assert float(f32(a) * f32(b)) == product.value()


def test_float32_product_that_rounds_up_to_a_power_of_two_is_it(library):
    a = next(a for a in range(11_863_284, 2**24) if 2**47 % a < 2**21)
    b = 2**47 // a  # a * b is below 2^47 by less than half a float32's step
    product = library.sl_real_product_f32(150 << 23 | a - 2**23, 150 << 23 | b - 2**23)
    assert product.value() == a * b < 2**47
    assert library.sl_real_round_to_f32(ctypes.byref(product))
    assert product.value() == 2**47


@given(scales(), scales(), scales(), st.integers(-70, 70), st.sampled_from([-1, 0, 1]))
@settings(max_examples=2000, deadline=None)
def test_distance_any_doubles_equals_double_arithmetic(library, a, b, c, gap, last):
    first = library.sl_real_product_f32(a, b)
    others = [
        library.sl_real_quotient(first, library.sl_real_from_f32(c)),
        Real(first.significand, first.exponent + gap),
        Real(max(2**52, first.significand + last), first.exponent),
        library.sl_real_from_f32(c),
        Real(0, 0),
    ]
    for other in others:
        expected = abs(first.value() - other.value())
        assert expected == library.sl_real_distance(first, other).value()
        assert expected == library.sl_real_distance(other, first).value()


@given(st.integers(1, 0x7FFFFF))
def test_subnormal_float32_is_the_same_double(library, bits):
    assert float(f32(bits)) == library.sl_real_from_f32(bits).value()


@given(scales(), scales())
@settings(max_examples=1000, deadline=None)
def test_comparison_and_powers_any_scales_equal_double_arithmetic(library, a, b):
    first, second = library.sl_real_from_f32(a), library.sl_real_from_f32(b)
    x, y = float(f32(a)), float(f32(b))
    assert (x > y) - (x < y) == library.sl_real_compare(first, second)
    assert x * 2.0**27 == library.sl_real_times_power(first, 27).value()


@given(scales(100, 160), scales(90, 160))
@settings(max_examples=1000, deadline=None)
def test_quantized_limit_any_scale_equals_float32_division(library, value, scale):
    out = ctypes.c_int32()
    fits = library.sl_quantize_f32_bits(value, scale, ctypes.byref(out))
    with np.errstate(all="ignore"):
        quotient = f32(value) / f32(scale)
    expected = half_away(float(quotient)) if np.isfinite(quotient) else math.inf
    assert (expected < 2**31) == fits
    if fits:
        assert expected == out.value


@given(scales(1, 254))
def test_quantized_six_any_scale_equals_float32_division(library, scale):
    six = struct.unpack("<I", struct.pack("<f", 6.0))[0]
    out = ctypes.c_int32()
    fits = library.sl_quantize_f32_bits(six, scale, ctypes.byref(out))
    with np.errstate(all="ignore"):
        quotient = float(np.float32(6) / f32(scale))
    assert (math.isfinite(quotient) and half_away(quotient) < 2**31) == fits
    if fits:
        assert half_away(quotient) == out.value


def test_multiplier_rounding_up_to_one_carries_into_shift(library):
    # 1 - 2^-33, rounded to 31 bits, is 1
    below_one = Real(2**53 - 2**20, -53)
    assert quantize_multiplier(library, below_one) == (2**30, 1)


@pytest.mark.parametrize(("exponent", "expected"), [(-84, (2**30, -31)), (-85, (0, -1))])
def test_multiplier_shift_below_limit_is_flushed_to_zero(library, exponent, expected):
    assert expected == quantize_multiplier(library, Real(2**52, exponent))


def wrapped(value: int) -> int:
    return (value + 2**31) % 2**32 - 2**31


def multiplied(x: int, multiplier: int, shift: int) -> int:
    """gemmlowp's definition: truncation after a sign-dependent nudge, then a rounding shift."""
    product = wrapped(x << max(shift, 0)) * multiplier
    nudged = product + (2**30 if product >= 0 else 1 - 2**30)
    high = abs(nudged) // 2**31 * (1 if nudged >= 0 else -1)
    right = max(-shift, 0)
    mask = 2**right - 1
    threshold = (mask >> 1) + (high < 0)
    return (high >> right) + ((high & mask) > threshold)


@given(
    st.one_of(st.integers(-(2**31), 2**31 - 1), st.integers(-300, 300)),
    st.one_of(st.integers(2**30, 2**31 - 1), st.sampled_from([0, 2**30, 2**31 - 1])),
    st.integers(-31, 30),
)
@settings(max_examples=2000, deadline=None)
def test_fixed_point_multiplication_any_operands_equals_definition(
    fixed_point, x, multiplier, shift
):
    assert multiplied(x, multiplier, shift) == fixed_point.multiply(x, multiplier, shift)
