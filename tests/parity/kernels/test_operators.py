"""Each operator of the C runtime against TFLite Micro's own interpreter, byte for byte."""

import math
from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.errors import BadInputError
from seedlite.interpreters.host import Runtime
from seedlite.model.graph import Model, Quantization
from tests.support import ops
from tests.support.builders import planned
from tests.support.comparing import assert_as_tflm, assert_as_tflm_on_noise, random_int8
from tests.support.operator_strategies import (
    activations,
    broadcast_shapes,
    extents,
    far_quantizations,
    images,
    paddings,
    pairs,
    quantizations,
    scales,
    seeds,
    shapes,
    tensors,
    weights,
    zero_points,
)
from tests.support.operators import EXAMPLES, OPERATORS
from tests.support.ops import RELU6, Constant, Int8, UInt8, Weights

SETTINGS = settings(max_examples=60, deadline=None)

every_value = np.arange(-128, 128, dtype=np.int8)
every_byte = np.arange(256, dtype=np.uint8)


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_of_operator_equals_tflm(name: str) -> None:
    assert_as_tflm_on_noise(deepcopy(OPERATORS[name]), 0)


@pytest.mark.parametrize("name", [name for name, e in EXAMPLES.items() if e.drawn is not None])
@given(st.data(), seeds)
@SETTINGS
def test_operator_drawn_equals_tflm(name: str, data: st.DataObject, seed: int) -> None:
    assert_as_tflm_on_noise(data.draw(EXAMPLES[name].drawn), seed)


# Element by element: all 256 inputs.


@given(far_quantizations, far_quantizations)
@SETTINGS
def test_quantize_every_value_equals_tflm(x: tuple[float, int], output: tuple[float, int]) -> None:
    assert_as_tflm(ops.quantize(Int8((256,), *x), output), [every_value])


def of_uint8(quantization: tuple[float, int]) -> tuple[float, int]:
    """The quantization whose integers are 128 higher."""
    scale, zero_point = quantization
    return scale, zero_point + 128


@given(far_quantizations, far_quantizations)
@SETTINGS
def test_quantize_every_uint8_value_equals_tflm(
    x: tuple[float, int], output: tuple[float, int]
) -> None:
    assert_as_tflm(ops.quantize(UInt8((256,), *of_uint8(x)), output), [every_byte])


@given(far_quantizations, far_quantizations)
@SETTINGS
def test_quantize_every_value_to_uint8_equals_tflm(
    x: tuple[float, int], output: tuple[float, int]
) -> None:
    assert_as_tflm(ops.quantize(Int8((256,), *x), of_uint8(output), UInt8), [every_value])


@given(far_quantizations, far_quantizations)
@SETTINGS
def test_quantize_uint8_to_uint8_equals_tflm_on_int8(
    x: tuple[float, int], output: tuple[float, int]
) -> None:
    # TFLM has no such kernel: the same numbers in int8, whose integers are 128 lower
    (expected,) = assert_as_tflm(ops.quantize(Int8((256,), *x), output), [every_value])
    model = ops.quantize(UInt8((256,), *of_uint8(x)), of_uint8(output), UInt8)
    (actual,) = Runtime(planned(model))([every_byte])
    np.testing.assert_array_equal(actual, expected.astype(np.int16) + 128)


@pytest.mark.parametrize(("scale", "output"), [(0.1, (0.1, 0)), (0.1, (0.1, 1)), (0.2, (0.1, 0))])
def test_quantize_uint8_by_128_and_else_equals_tflm(scale, output) -> None:
    assert_as_tflm(ops.quantize(UInt8((256,), scale, 128), output), [every_byte])


@pytest.mark.parametrize("offsets", [[0, -1, 0], [0, -1, 256]], ids=["in place", "copied"])
def test_reshape_of_uint8_equals_tflm(offsets) -> None:
    assert_as_tflm(ops.reshape(UInt8((1, 16, 16), 0.1, 200), (256,)), [every_byte], offsets)


@given(far_quantizations, far_quantizations)
@SETTINGS
def test_relu_every_value_equals_tflm(x: tuple[float, int], output: tuple[float, int]) -> None:
    assert_as_tflm(ops.relu(Int8((16, 16), *x), output), [every_value])


def test_relu_scale_ratio_equals_tflm_to_the_last_bit() -> None:
    x = Int8((256,), 0.015622923150658607, 0)  # 77 differs if float32 divides the scales
    assert_as_tflm(ops.relu(x, (0.056610122323036194, 0)), [every_value])


@given(quantizations)
@SETTINGS
def test_relu6_every_value_equals_tflm(x: tuple[float, int]) -> None:
    assert_as_tflm(ops.relu6(Int8((256,), *x)), [every_value])


@pytest.mark.parametrize("scale", [2.4000000953674316, 0.800000011920929, 0.4444444477558136])
def test_relu6_limit_that_float32_rounds_up_equals_tflm(scale: float) -> None:
    x = Int8((1, 16, 16, 1), scale, -128)
    (actual,) = assert_as_tflm(ops.relu6(x), [every_value])
    assert actual.max() == math.floor(6 / scale + 0.5 + 1e-6) - 128
    assert_as_tflm(ops.max_pool_2d(x, (1, 1), activation=RELU6), [every_value])


@given(st.floats(math.log(1e-7), math.log(100.0)).map(math.exp), zero_points)
@settings(max_examples=200, deadline=None)
def test_logistic_every_value_equals_tflm(scale: float, zero_point: int) -> None:
    assert_as_tflm(ops.logistic(Int8((256,), scale, zero_point)), [every_value])


# Softmax.


@given(
    shapes((1, 3)), st.floats(math.log(1e-6), math.log(20.0)), zero_points, st.floats(0.1, 8), seeds
)
@settings(max_examples=200, deadline=None)
def test_softmax_rows_equal_tflm(
    shape: tuple[int, ...], log_scale: float, zero_point: int, beta: float, seed: int
) -> None:
    x = Int8(shape, math.exp(log_scale), zero_point)
    assert_as_tflm_on_noise(ops.softmax(x, beta), seed)


@pytest.mark.parametrize("scale", [0.001, 0.02, 0.1, 0.5])
def test_softmax_every_value_equals_tflm(scale: float) -> None:
    assert_as_tflm(ops.softmax(Int8((1, 256), scale)), [every_value])


@pytest.mark.parametrize("depth", [1, 2, 511])
def test_softmax_equal_inputs_equal_tflm(depth: int) -> None:
    assert_as_tflm(ops.softmax(Int8((1, depth), 0.1)), [np.zeros(depth, np.int8)])


def test_softmax_more_equal_inputs_than_tflm_takes_all_round_to_zero() -> None:
    (actual,) = Runtime(planned(ops.softmax(Int8((1, 4095), 0.1))))([np.zeros(4095, np.int8)])
    assert actual.tolist() == [-128] * 4095


# Windows.


@pytest.mark.parametrize("pool", [ops.average_pool_2d, ops.max_pool_2d])
@given(images(batches=2), pairs, pairs, paddings, activations, seeds)
@SETTINGS
def test_pool_windows_equal_tflm(pool, x, kernel, stride, padding, activation, seed) -> None:
    assert_as_tflm_on_noise(pool(x, kernel, stride, padding, activation), seed)


@pytest.mark.parametrize("channels", [4, 12])
@given(pairs, pairs, paddings, activations, seeds)
@SETTINGS
def test_average_pool_four_channels_at_a_time_equals_tflm(
    channels, kernel, stride, padding, activation, seed
) -> None:
    pool = ops.average_pool_2d(Int8((1, 7, 8, channels)), kernel, stride, padding, activation)
    assert_as_tflm_on_noise(pool, seed)


@given(st.data(), images(), pairs, pairs, paddings, quantizations, activations, seeds)
@SETTINGS
def test_conv_2d_windows_equal_tflm(
    data, x, kernel, stride, padding, output, activation, seed
) -> None:
    outputs = data.draw(st.integers(1, 9))
    w = data.draw(weights((outputs, *kernel, x.shape[3]), outputs))
    assert_as_tflm_on_noise(ops.conv_2d(x, w, output, stride, padding, activation), seed)


@given(st.data(), images(), pairs, pairs, paddings, quantizations, activations, seeds)
@SETTINGS
def test_depthwise_conv_2d_windows_equal_tflm(
    data, x, kernel, stride, padding, output, activation, seed
) -> None:
    outputs = x.shape[3] * data.draw(st.integers(1, 3))
    w = data.draw(weights((1, *kernel, outputs), outputs))
    model = ops.depthwise_conv_2d(x, w, output, stride, padding, activation)
    assert_as_tflm_on_noise(model, seed)


@given(st.data(), st.integers(1, 3), st.integers(1, 40), quantizations, quantizations, seeds)
@SETTINGS
def test_fully_connected_equals_tflm(data, batches, inputs, x, output, seed) -> None:
    outputs = data.draw(st.integers(1, 12))
    w = data.draw(weights((outputs, inputs), outputs))
    activation = data.draw(activations)
    model = ops.fully_connected(Int8((batches, inputs), *x), w, output, activation)
    assert_as_tflm_on_noise(model, seed)


@pytest.mark.parametrize("kind", ["fully_connected", "conv_2d", "depthwise_conv_2d"])
@pytest.mark.parametrize("per_channel", [False, True])
@given(scales, scales, seeds)
@settings(max_examples=10, deadline=None)
def test_weighted_multiplier_equals_tflm_to_the_last_bit(
    kind, per_channel, x_scale, output_scale, seed
) -> None:
    """Large accumulators (biases: the weights are 0) around every limit between two outputs."""
    limits = np.repeat(np.arange(-127, 127) + 0.5, 8)
    rng = np.random.default_rng(seed)
    many = rng.uniform(1e-8, 1e-6, limits.size if per_channel else 1).astype(np.float32)
    accumulators = np.round(limits * output_scale / (x_scale * many.astype(float)))
    accumulators += np.tile(np.arange(-4, 4), limits.size // 8)
    bias = np.clip(accumulators, -(2**30), 2**30).astype(np.int32)
    x_shape, shape = {
        "fully_connected": ((1, 1), (bias.size, 1)),
        "conv_2d": ((1, 1, 1, 1), (bias.size, 1, 1, 1)),
        "depthwise_conv_2d": ((1, 1, 1, 1), (1, 1, 1, bias.size)),
    }[kind]
    w = Weights(np.zeros(shape, np.int8), many.tolist(), bias)
    model = getattr(ops, kind)(Int8(x_shape, x_scale), w, (output_scale, 0))
    assert_as_tflm(model, [np.zeros(x_shape, np.int8)])


# Two operands.


@pytest.mark.parametrize("operation", [ops.add, ops.mul])
@given(broadcast_shapes(), quantizations, quantizations, quantizations, activations, seeds)
@SETTINGS
def test_binary_broadcast_equals_tflm(operation, operands, a, b, output, activation, seed) -> None:
    model = operation(Int8(operands[0], *a), Int8(operands[1], *b), output, activation)
    assert_as_tflm_on_noise(model, seed)


@pytest.mark.parametrize("operation", [ops.add, ops.mul])
@given(quantizations, quantizations, quantizations)
@settings(max_examples=10, deadline=None)
def test_binary_every_pair_of_values_equals_tflm(operation, a, b, output) -> None:
    model = operation(Int8((256, 1), *a), Int8((1, 256), *b), output)
    assert_as_tflm(model, [every_value, every_value])


@pytest.mark.parametrize("operation", [ops.add, ops.mul])
@given(seeds)
@settings(max_examples=10, deadline=None)
def test_binary_constant_operand_equals_tflm(operation, seed) -> None:
    constant = Constant(random_int8(np.random.default_rng(seed), (5,)), 0.03, 7)
    assert_as_tflm_on_noise(operation(Int8((2, 3, 5)), constant, (0.1, -5)), seed)
    assert_as_tflm_on_noise(operation(constant, Int8((2, 3, 5)), (0.1, -5)), seed)


# Reductions.


@st.composite
def reductions(draw: st.DrawFn) -> tuple[Int8, list[int]]:
    x = draw(tensors((1, 5)))
    rank = len(x.shape)
    axes = draw(st.lists(st.integers(-rank, rank - 1), min_size=1, max_size=rank))
    return x, axes


@given(reductions(), far_quantizations, st.booleans(), seeds)
@settings(max_examples=200, deadline=None)
def test_mean_axes_equal_tflm(reduction, output, keep_dims, seed) -> None:
    x, axes = reduction
    assert_as_tflm_on_noise(ops.mean(x, axes, output, keep_dims), seed)


@given(tensors((2, 4)), st.booleans(), seeds)
@SETTINGS
def test_mean_same_quantization_equals_tflm(x, keep_dims, seed) -> None:
    assert_as_tflm_on_noise(ops.mean(x, 0, (x.scale, x.zero_point), keep_dims), seed)


@pytest.mark.parametrize("side", [7, 32, 96])
def test_mean_global_pool_equals_tflm(side: int) -> None:
    x = Int8((1, side, side, 3), 0.02, -128)
    assert_as_tflm_on_noise(ops.mean(x, [1, 2], (0.01, -128)), side)


@pytest.mark.parametrize("scale", [1e-8, 1e-12])
def test_mean_scale_too_small_to_matter_equals_tflm(scale: float) -> None:
    x = Int8((1, 96, 96, 2), scale, 5)
    (actual,) = assert_as_tflm_on_noise(ops.mean(x, [1, 2], (1.0, -7)), 0)
    assert actual.tolist() == [-7, -7]


# Values that move.


@given(tensors((1, 5)), st.data(), st.one_of(st.none(), zero_points), seeds)
@SETTINGS
def test_pad_around_equals_tflm_and_numpy(x, data, value, seed) -> None:
    around = [data.draw(st.tuples(st.integers(0, 3), st.integers(0, 3))) for _ in x.shape]
    values = random_int8(np.random.default_rng(seed), x.shape)
    (actual,) = assert_as_tflm(ops.pad(x, around, value), [values])
    fill = x.zero_point if value is None else value
    np.testing.assert_array_equal(actual, np.pad(values, around, constant_values=fill).reshape(-1))


@given(tensors((1, 6)), st.data(), seeds)
@SETTINGS
def test_transpose_equals_numpy_and_tflm(x, data, seed) -> None:
    permutation = data.draw(st.permutations(range(len(x.shape))))
    values = random_int8(np.random.default_rng(seed), x.shape)
    model = ops.transpose(x, permutation)
    (actual,) = Runtime(planned(model))([values])
    np.testing.assert_array_equal(actual, values.transpose(permutation).reshape(-1))
    if len(x.shape) <= 5:  # all that TFLM takes
        assert_as_tflm(model, [values])


@st.composite
def slicings(draw: st.DrawFn, ranks: tuple[int, int]) -> tuple[Int8, list[slice | int]]:
    """Slices that take at least one element of each dimension."""
    x = draw(tensors(ranks))
    bounds = st.one_of(st.none(), st.integers(-8, 8))
    steps = st.sampled_from([None, 1, 2, 3, 100, -1, -2, -100])
    chosen: list[slice | int] = []
    for extent in x.shape:
        some = st.builds(slice, bounds, bounds, steps).filter(
            lambda s, extent=extent: len(range(extent)[s]) > 0
        )
        chosen.append(draw(st.one_of(some, st.integers(-extent, extent - 1))))
    return x, chosen


@given(slicings((1, 4)), seeds)
@settings(max_examples=200, deadline=None)
def test_strided_slice_equals_tflm_and_numpy(slicing, seed) -> None:
    x, slices = slicing
    values = random_int8(np.random.default_rng(seed), x.shape)
    (actual,) = assert_as_tflm(ops.strided_slice(x, slices), [values])
    np.testing.assert_array_equal(actual, values[tuple(slices)].reshape(-1))


@given(slicings((5, 6)), seeds)
@SETTINGS
def test_strided_slice_more_dimensions_than_tflm_equals_numpy(slicing, seed) -> None:
    x, slices = slicing
    values = random_int8(np.random.default_rng(seed), x.shape)
    (actual,) = Runtime(planned(ops.strided_slice(x, slices)))([values])
    np.testing.assert_array_equal(actual, values[tuple(slices)].reshape(-1))


@given(tensors((1, 5)), st.integers(1, 4), st.data(), seeds)
@SETTINGS
def test_split_equals_tflm(x, count, data, seed) -> None:
    axis = data.draw(st.integers(-len(x.shape), len(x.shape) - 1))
    shape = list(x.shape)
    shape[axis] *= count
    assert_as_tflm_on_noise(ops.split(Int8(tuple(shape), x.scale, x.zero_point), axis, count), seed)


@given(tensors((1, 5)), st.lists(st.tuples(extents, st.booleans()), min_size=1, max_size=4))
@SETTINGS
def test_concatenation_of_inputs_and_constants_equals_tflm(x, kinds) -> None:
    rng = np.random.default_rng(len(kinds))
    axis = int(rng.integers(-len(x.shape), len(x.shape)))
    parts: list[Int8 | Constant] = [x]  # a graph has an input
    for extent, constant in kinds:
        shape = list(x.shape)
        shape[axis] = extent
        part = Int8(tuple(shape), x.scale, x.zero_point)
        values = random_int8(rng, part.shape)
        parts.append(Constant(values, x.scale, x.zero_point) if constant else part)
    inputs = sum(isinstance(part, Int8) for part in parts)
    if inputs <= 4:  # SL_MAX_PORTS
        assert_as_tflm_on_noise(ops.concatenation(parts, axis), inputs)


@pytest.mark.parametrize("offsets", [[0, -1, 0], [0, -1, 32]], ids=["in place", "copied"])
def test_reshape_equals_tflm(offsets: list[int]) -> None:
    assert_as_tflm(ops.reshape(Int8((2, 3, 4)), (4, 6)), [np.arange(24, dtype=np.int8)], offsets)


# What preparation refuses.


def set_shape(tensor: int, *shape: int):
    def change(model: Model) -> None:
        model.tensors[tensor].shape = shape

    return change


def set_quantization(tensor: int, scale: float, zero_point: int):
    def change(model: Model) -> None:
        model.tensors[tensor].quantization = Quantization(
            np.float32([scale]), np.array([zero_point], np.int64)
        )

    return change


def drop_quantization(tensor: int):
    def change(model: Model) -> None:
        model.tensors[tensor].quantization = None

    return change


def set_option(name: str, value: float):
    def change(model: Model) -> None:
        model.operators[0].options[name] = value

    return change


def set_constant(tensor: int, *values: int):
    def change(model: Model) -> None:
        model.tensors[tensor].data = np.array(values, "<i4").tobytes()

    return change


def repeat_inputs(times: int):
    def change(model: Model) -> None:
        model.operators[0].inputs *= times

    return change


def nothing(model: Model) -> None:
    """The model is refused as it is."""


def make_input(tensor: int):
    def change(model: Model) -> None:
        model.tensors[tensor].data = None
        model.inputs.append(tensor)

    return change


IMAGE = Int8((1, 4, 4, 2))
REFUSED = {
    "pool output extent": (ops.max_pool_2d(IMAGE, (2, 2)), set_shape(1, 1, 4, 3, 2), "SHAPE"),
    "pool channels": (ops.max_pool_2d(IMAGE, (2, 2)), set_shape(1, 1, 3, 3, 1), "SHAPE"),
    "pool rank": (ops.max_pool_2d(IMAGE, (2, 2)), set_shape(0, 1, 4, 8), "SHAPE"),
    "pool scale": (ops.max_pool_2d(IMAGE, (2, 2)), set_quantization(1, 0.06, 0), "QUANT"),
    "pool zero point": (ops.max_pool_2d(IMAGE, (2, 2)), set_quantization(1, 0.05, 1), "QUANT"),
    "pool stride": (ops.max_pool_2d(IMAGE, (2, 2)), set_option("stride_w", -1), "UNSUPPORTED"),
    "pool window": (ops.max_pool_2d(IMAGE, (2, 2)), set_option("filter_width", 0), "UNSUPPORTED"),
    "pool window above input": (
        ops.max_pool_2d(IMAGE, (2, 2)),
        set_option("filter_width", 5),
        "SHAPE",
    ),
    "pool window elements": (
        ops.average_pool_2d(Int8((1, 4097, 2048, 1)), (4097, 2048)),
        nothing,
        "UNSUPPORTED",
    ),
    "pool activation": (
        ops.max_pool_2d(IMAGE, (2, 2)),
        set_option("fused_activation_function", 4),
        "UNSUPPORTED",
    ),
    "mean output": (ops.mean(IMAGE, [1, 2], (0.1, 0)), set_shape(2, 1, 4), "SHAPE"),
    "mean output rank": (ops.mean(IMAGE, [1, 2], (0.1, 0)), set_shape(2, 1, 2, 1), "SHAPE"),
    "mean axis": (ops.mean(IMAGE, [1, 2], (0.1, 0)), set_constant(1, 1, 4), "SHAPE"),
    "mean axis negative": (ops.mean(IMAGE, [1, 2], (0.1, 0)), set_constant(1, 1, -5), "SHAPE"),
    "mean axes not constant": (ops.mean(IMAGE, 1, (0.1, 0)), make_input(1), "UNSUPPORTED"),
    "mean scale ratio": (ops.mean(IMAGE, 1, (0.1, 0)), set_quantization(0, 1e9, 0), "QUANT"),
    "mean elements": (ops.mean(Int8((2**23 + 1,)), 0, (0.1, 0)), nothing, "UNSUPPORTED"),
    "pad negative": (ops.pad(Int8((4,)), [(2, 1)]), set_constant(1, 4, -1), "UNSUPPORTED"),
    "pad output": (ops.pad(Int8((4,)), [(2, 1)]), set_constant(1, 1, 1), "SHAPE"),
    "pad overflow": (ops.pad(Int8((4,)), [(2, 1)]), set_constant(1, 2**31 - 1, 2**31 - 1), "SHAPE"),
    "pad value scale": (ops.pad(Int8((4,)), [(2, 1)], 3), set_quantization(2, 0.1, 0), "QUANT"),
    "pad value": (ops.pad(Int8((4,)), [(2, 1)], 3), make_input(2), "UNSUPPORTED"),
    "reshape elements": (ops.reshape(Int8((4,)), (2, 2)), set_shape(2, 2, 3), "SHAPE"),
    "softmax shape": (ops.softmax(Int8((2, 4))), set_shape(1, 4, 2), "SHAPE"),
    "softmax output scale": (ops.softmax(Int8((4,))), set_quantization(1, 0.1, -128), "QUANT"),
    "softmax output zero": (ops.softmax(Int8((4,))), set_quantization(1, 1 / 256, 0), "QUANT"),
    "softmax beta": (ops.softmax(Int8((4,))), set_option("beta", -1.0), "UNSUPPORTED"),
    "softmax input scale": (ops.softmax(Int8((4,))), set_quantization(0, 1e-9, 0), "QUANT"),
    "softmax depth": (ops.softmax(Int8((4096,))), nothing, "UNSUPPORTED"),
    "logistic output": (ops.logistic(Int8((4,))), set_quantization(1, 1 / 256, 0), "QUANT"),
    "softmax input scale at the limit": (
        ops.softmax(Int8((4,))),
        set_quantization(0, 2.0**-26, 0),
        "QUANT",
    ),
    "dense bias scale": (
        ops.fully_connected(
            Int8((1, 2)), Weights(np.ones((1, 2), np.int8), [0.01], np.ones(1, "<i4")), (0.001, 0)
        ),
        set_quantization(2, 0.00053, 0),
        "QUANT",
    ),
    "dense bias without scale": (
        ops.fully_connected(
            Int8((1, 2)), Weights(np.ones((1, 2), np.int8), [0.01], np.ones(1, "<i4")), (0.001, 0)
        ),
        drop_quantization(2),
        "QUANT",
    ),
    "scale infinite": (ops.relu6(Int8((4,))), set_quantization(0, np.inf, 0), "QUANT"),
    "scale NaN": (ops.relu6(Int8((4,))), set_quantization(0, np.nan, 0), "QUANT"),
    "scale zero": (ops.relu6(Int8((4,))), set_quantization(0, 0, 0), "QUANT"),
    "scale subnormal": (ops.relu6(Int8((4,))), set_quantization(0, 1e-40, 0), "QUANT"),
    "logistic input scale large": (
        ops.logistic(Int8((4,))),
        set_quantization(0, 2.0**35, 0),
        "QUANT",
    ),
    "logistic input scale": (ops.logistic(Int8((4,))), set_quantization(0, 1e-9, 0), "QUANT"),
    "relu ratio": (ops.relu(Int8((4,)), (0.1, 0)), set_quantization(1, 1e-9, 0), "QUANT"),
    "relu ratio above float32": (ops.relu(Int8((4,), 1e30), (1e-30, 0)), nothing, "QUANT"),
    "relu6 scale": (ops.relu6(Int8((4,))), set_quantization(0, 1e-9, 0), "QUANT"),
    "quantize shape": (ops.quantize(Int8((4,)), (0.1, 0)), set_shape(1, 2, 2), "SHAPE"),
    "concatenation scale": (
        ops.concatenation([Int8((2,)), Int8((3,))], 0),
        set_quantization(1, 0.06, 0),
        "QUANT",
    ),
    "concatenation too long": (
        ops.concatenation([Int8((2,)), Int8((3,))], 0),
        set_shape(2, 4),
        "SHAPE",
    ),
    "concatenation too short": (
        ops.concatenation([Int8((2,)), Int8((3,))], 0),
        set_shape(2, 6),
        "SHAPE",
    ),
    "concatenation other extent": (
        ops.concatenation([Int8((2, 2)), Int8((3, 2))], 0),
        set_shape(1, 3, 1),
        "SHAPE",
    ),
    "concatenation axis": (ops.concatenation([Int8((2,))], 0), set_option("axis", 1), "SHAPE"),
    "concatenation inputs": (
        ops.concatenation([Int8((2,))], 0),
        repeat_inputs(65536),
        "UNSUPPORTED",
    ),
    "concatenation activation": (
        ops.concatenation([Int8((2,))], 0),
        set_option("fused_activation_function", RELU6),
        "UNSUPPORTED",
    ),
    "split axis": (ops.split(Int8((2, 4)), 1, 2), set_constant(0, 2), "SHAPE"),
    "split uneven": (ops.split(Int8((2, 4)), 1, 2), set_shape(1, 2, 5), "SHAPE"),
    "split output": (ops.split(Int8((2, 4)), 1, 2), set_shape(3, 2, 1), "SHAPE"),
    "slice stride": (ops.strided_slice(Int8((4,)), [slice(3)]), set_constant(3, 0), "UNSUPPORTED"),
    "slice empty": (ops.strided_slice(Int8((4,)), [slice(2, 3)]), set_constant(2, 2), "SHAPE"),
    "slice output": (ops.strided_slice(Int8((4,)), [slice(1, 3)]), set_constant(2, 4), "SHAPE"),
    "slice indices": (ops.strided_slice(Int8((4,)), [slice(3)]), set_shape(0, 2, 2), "SHAPE"),
    "slice shrunk outside": (ops.strided_slice(Int8((4,)), [3]), set_constant(1, 4), "SHAPE"),
    "slice shrunk backwards": (
        ops.strided_slice(Int8((4,)), [3]),
        set_constant(3, -1),
        "UNSUPPORTED",
    ),
    "slice ellipsis": (
        ops.strided_slice(Int8((4,)), [slice(3)]),
        set_option("ellipsis_mask", 1),
        "UNSUPPORTED",
    ),
    "slice new axis": (
        ops.strided_slice(Int8((4,)), [slice(3)]),
        set_option("new_axis_mask", 1),
        "UNSUPPORTED",
    ),
    "slice offset": (
        ops.strided_slice(Int8((4,)), [slice(3)]),
        set_option("offset", 1),
        "UNSUPPORTED",
    ),
    "transpose twice": (ops.transpose(Int8((2, 2)), [1, 0]), set_constant(1, 1, 1), "SHAPE"),
    "transpose outside": (ops.transpose(Int8((2, 2)), [1, 0]), set_constant(1, 2, 0), "SHAPE"),
    "transpose output": (ops.transpose(Int8((2, 3)), [1, 0]), set_shape(2, 2, 3), "SHAPE"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_operator_that_does_not_fit_is_refused(case: str) -> None:
    model, change, status = REFUSED[case]
    change(model)
    with pytest.raises(BadInputError, match=f"^E_{status}"):
        Runtime(planned(model))
