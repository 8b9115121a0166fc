"""The float headers of the runtime against TFLite Micro's float kernels, bit for bit."""

import ctypes

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.format import constants as c
from seedlite.interpreters.tflm import TFLM
from seedlite.libraries import library
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.names import operator_code
from seedlite.model.pack import pack
from tests.support.builders import quantization

EXAMPLES = settings(max_examples=100, deadline=None)
MOST_STEPS = 2.0**31 - 2**10  # TFLM converts more to an int32, which is undefined

int8_zero_points = st.sampled_from([-128, -127, -1, 0, 1, 60, 127])
seeds = st.integers(0, 2**32 - 1)
normal_scales = st.integers(0x00800000, 0x7F7FFFFF).map(
    lambda bits: float(np.uint32(bits).view(np.float32))
)
scales = st.one_of(st.floats(1e-4, 1.0).map(np.float32).map(float), normal_scales)


def called(function: str, x: np.ndarray, *arguments: object, to: type = np.float32) -> np.ndarray:
    """sl_host_FUNCTION(x, arguments..., out)."""
    out = np.full(x.shape, 99, to)
    pointer = ctypes.c_void_p
    kinds = {int: ctypes.c_int32, float: ctypes.c_float}
    library("seedlite_runtime")[f"sl_host_{function}"](
        pointer(x.ctypes.data),
        *(kinds[type(value)](value) for value in arguments),
        pointer(out.ctypes.data),
    )
    return out


def quantized(x: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    return called("quantize_f32", x, x.size, scale, zero_point, to=np.int8)


def run_tflm(name: str, x: Tensor, y: Tensor, values: np.ndarray, options: dict) -> np.ndarray:
    operator = Operator(operator_code(name), [0], [1], options)
    file = pack(Model([x, y], [operator], [0], [1]))
    return TFLM(file).invoke([values])[0].reshape(values.shape)


def float_tensor(shape: tuple[int, ...]) -> Tensor:
    return Tensor(shape, c.TYPE_FLOAT32)


def int8_tensor(shape: tuple[int, ...], scale: float, zero_point: int) -> Tensor:
    return Tensor(shape, c.TYPE_INT8, None, quantization(scale, zero_point))


def assert_same_bits(actual: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_array_equal(actual.view(np.uint32), expected.view(np.uint32))


def any_floats(rng: np.random.Generator, count: int) -> np.ndarray:
    """Of all bits: subnormals, zeros of both signs, the largest; no NaN and no infinity."""
    bits = rng.integers(0, 2**32, count, dtype=np.uint32)
    ends = np.uint32([0, 1, 0x007FFFFF, 0x00800000, 0x7F7FFFFF, 0x80000000, 0x80000001, 0xFF7FFFFF])
    x = np.concatenate([bits, ends]).view(np.float32)
    return x[np.isfinite(x)]


def near_ties(rng: np.random.Generator, scale: float) -> np.ndarray:
    """Numbers of steps with a half, and their neighbours; some beyond what int8 can say."""
    with np.errstate(over="ignore", under="ignore"):
        ties = (np.arange(-400, 400, dtype=np.float32) + np.float32(0.5)) * np.float32(scale)
        uniform = (rng.uniform(-300, 300, 2000) * scale).astype(np.float32)
        x = np.concatenate([ties, np.nextafter(ties, np.float32(np.inf)), uniform])
        return np.concatenate([x, np.nextafter(ties, np.float32(-np.inf))])


def defined_in_tflm(x: np.ndarray, scale: float) -> np.ndarray:
    with np.errstate(over="ignore", under="ignore"):
        return x[np.abs(x / np.float32(scale)) < MOST_STEPS]


@given(scales, int8_zero_points, seeds)
@EXAMPLES
def test_quantize_any_value_equals_tflm(scale, zero_point, seed):
    rng = np.random.default_rng(seed)
    x = np.concatenate([any_floats(rng, 2000), near_ties(rng, scale)])
    x = defined_in_tflm(x, scale)
    y = int8_tensor(x.shape, scale, zero_point)
    expected = run_tflm("QUANTIZE", float_tensor(x.shape), y, x, {})
    np.testing.assert_array_equal(quantized(x, scale, zero_point), expected)


@given(scales, int8_zero_points)
@EXAMPLES
def test_quantize_nan_gives_the_zero_point_and_what_is_too_large_saturates(scale, zero_point):
    nan = np.uint32([0x7FC00000, 0xFFC00000, 0x7F800001, 0xFFFFFFFF]).view(np.float32)
    assert quantized(nan, scale, zero_point).tolist() == [zero_point] * 4
    with np.errstate(over="ignore"):
        large = np.float32([np.inf, 3e38, scale * 2.0**31, scale * 2.0**40, scale * 300])
        large = large[large / np.float32(scale) >= 300]
    assert set(quantized(large, scale, zero_point)) == {127}
    assert set(quantized(-large, scale, zero_point)) == {-128}


@given(scales, int8_zero_points)
@EXAMPLES
def test_dequantize_every_value_equals_tflm(scale, zero_point):
    x = np.arange(-128, 128, dtype=np.int8)
    tensor = int8_tensor(x.shape, scale, zero_point)
    expected = run_tflm("DEQUANTIZE", tensor, float_tensor(x.shape), x, {})
    actual = called("dequantize_f32", x, x.size, scale, zero_point)
    assert_same_bits(actual, expected)


def rows(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """float32: of one size, of all sizes, or such as DEQUANTIZE gives."""
    kind, size = rng.integers(3), 10.0 ** rng.uniform(-6, 3)
    if kind == 0:
        return rng.normal(0, size, shape).astype(np.float32)
    if kind == 1:
        return any_floats(rng, 2 * shape[0] * shape[1])[: shape[0] * shape[1]].reshape(shape)
    return (rng.integers(-128, 128, shape) * np.float32(size)).astype(np.float32)


shapes = st.tuples(st.integers(1, 5), st.integers(1, 40))


@given(shapes, st.one_of(st.just(1.0), st.floats(0.01, 50).map(np.float32).map(float)), seeds)
@settings(max_examples=300, deadline=None)
def test_softmax_any_row_equals_tflm(shape, beta, seed):
    x = rows(np.random.default_rng(seed), shape)
    tensor = float_tensor(shape)
    expected = run_tflm("SOFTMAX", tensor, float_tensor(shape), x, {"beta": beta})
    assert_same_bits(called("softmax_f32", x, *shape, beta), expected)


@given(shapes, seeds)
@settings(max_examples=300, deadline=None)
def test_log_softmax_any_row_equals_tflm(shape, seed):
    x = rows(np.random.default_rng(seed), shape)
    expected = run_tflm("LOG_SOFTMAX", float_tensor(shape), float_tensor(shape), x, {})
    assert_same_bits(called("log_softmax_f32", x, *shape), expected)


@pytest.mark.parametrize("function", ["softmax_f32", "log_softmax_f32"])
def test_softmax_in_place_equals_that_of_a_copy(function):
    x = np.random.default_rng(0).normal(0, 3, (4, 7)).astype(np.float32)
    arguments = [ctypes.c_uint32(n) for n in x.shape]
    arguments += [ctypes.c_float(1)] * (function == "softmax_f32")
    expected = called(function, x, *x.shape, *[1.0] * (function == "softmax_f32"))
    pointer = ctypes.c_void_p(x.ctypes.data)
    library("seedlite_runtime")[f"sl_host_{function}"](pointer, *arguments, pointer)
    assert_same_bits(x, expected)
