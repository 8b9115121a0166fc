"""CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, ADD and MUL against TFLM, bit for bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.boards.codegen.program import read_program
from seedlite.errors import BadInputError
from seedlite.format import constants as c
from seedlite.interpreters.host import verify
from seedlite.model.graph import Model, Tensor
from seedlite.model.parse import parse
from seedlite.prepare.stock import expand
from tests.support import random_models as models
from tests.support.builders import planned, quantization
from tests.support.comparing import assert_runs_as_tflm, random_int8

seeds = st.integers(0, 2**32 - 1)
kinds = pytest.mark.parametrize("kind", ["conv", "depthwise", "dense"])
elementwise = pytest.mark.parametrize("code", [c.OP_ADD, c.OP_MUL])
many = settings(max_examples=80, deadline=None)
pytestmark = pytest.mark.usefixtures("kernels")


def random_input(rng: np.random.Generator, tensor: Tensor) -> np.ndarray:
    """int8 values, none, many or all of them the zero point, which input-major layers skip."""
    assert tensor.quantization is not None
    x = random_int8(rng, tensor.shape)
    x[rng.random(tensor.shape) < rng.choice([0, 0.7, 1])] = tensor.zero_point
    return x


def check_as_expanded(rng: np.random.Generator, file: bytes) -> None:
    """The file, against TFLM on what it expands to."""
    stock = expand(file)
    source = parse(stock)
    assert_runs_as_tflm(file, stock, [[random_input(rng, source.tensors[source.inputs[0]])]])


@kinds
@given(seed=seeds)
@many
def test_layer_stored_weights_equals_tflm(kind, seed):
    rng = np.random.default_rng(seed)
    shape = models.random_geometry(rng, kind)
    scales = models.random_scales(rng, shape)
    model = models.layer_model(rng, shape, scales, models.random_bias(rng, shape))
    data = planned(model)
    assert_runs_as_tflm(data, data, [[random_input(rng, model.tensors[0])]])


@given(seed=seeds)
@many
def test_depthwise_3x3_any_image_equals_tflm(seed):
    rng = np.random.default_rng(seed)
    shape = models.random_depthwise_3x3(rng)
    scales = models.random_scales(rng, shape)
    model = models.layer_model(rng, shape, scales, rng.integers(-20000, 20000, shape.channels))
    data = planned(model)
    assert_runs_as_tflm(data, data, [[random_input(rng, model.tensors[0])]])


@given(seed=seeds)
@many
def test_layer_of_odd_shape_equals_tflm(seed):
    rng = np.random.default_rng(seed)
    shape = models.random_odd_geometry(rng)
    scales = models.random_scales(rng, shape)
    model = models.layer_model(rng, shape, scales, models.random_bias(rng, shape))
    data = planned(model)
    assert_runs_as_tflm(data, data, [[random_input(rng, model.tensors[0])]])


@given(seed=seeds)
@many
def test_layer_of_odd_shape_centralized_equals_tflm_on_expanded_file(seed):
    rng = np.random.default_rng(seed)
    file = models.random_centralized(rng, models.random_odd_geometry(rng))
    check_as_expanded(rng, file)


@kinds
@given(seed=seeds)
@many
def test_layer_centralized_equals_tflm_on_expanded_file(kind, seed):
    rng = np.random.default_rng(seed)
    file = models.random_centralized(rng, models.random_geometry(rng, kind))
    check_as_expanded(rng, file)


@given(seed=seeds)
@many
def test_layer_with_dilation_or_groups_equals_tflm_on_expanded_file(seed):
    rng = np.random.default_rng(seed)
    file = models.random_centralized(rng, models.random_dilated_geometry(rng))
    check_as_expanded(rng, file)


@given(seed=seeds)
@many
def test_transposed_convolution_equals_tflm_on_expanded_file(seed):
    rng = np.random.default_rng(seed)
    file = models.random_centralized(rng, models.random_transposed_geometry(rng))
    check_as_expanded(rng, file)


@given(seed=seeds)
@many
def test_convolution_with_zeros_equals_tflm_on_expanded_file(seed):
    rng = np.random.default_rng(seed)
    file = models.random_centralized(rng, *models.masked_conv(rng))
    check_as_expanded(rng, file)


@given(seed=seeds)
@many
def test_dense_layer_in_table_form_equals_tflm_on_expanded_file(seed):
    rng = np.random.default_rng(seed)
    rows, words, outputs = (int(v) for v in rng.integers(1, (3, 4, 70)))
    inputs = int(rng.choice([128 * words, 4 * words]))  # whole words of a mask, or not
    shape = replace(DENSE, input=(rows, inputs), weights=(outputs, inputs), output=(rows, outputs))
    file = models.random_centralized(rng, shape, models.draws_record(rng, shape))
    check_as_expanded(rng, file)


@given(seed=seeds)
@many
def test_dense_layer_of_draws_of_any_alignment_equals_tflm_on_expanded_file(seed):
    """Inputs that are no whole draws, a few values of them, or more than a part of them at once."""
    rng = np.random.default_rng(seed)
    rows, outputs = (int(v) for v in rng.integers(1, (3, 70)))
    inputs = int(rng.integers(1, rng.choice([20, 300, 1500])))
    shape = replace(DENSE, input=(rows, inputs), weights=(outputs, inputs), output=(rows, outputs))
    record = replace(models.draws_record(rng, shape), mask_group=0)
    file = models.random_centralized(rng, shape, record)
    check_as_expanded(rng, file)


@given(seed=seeds)
@many
def test_dense_layer_of_statistics_alone_equals_tflm_on_expanded_file(seed):
    rng = np.random.default_rng(seed)
    rows, outputs = (int(v) for v in rng.integers(1, (3, 40)))
    inputs = int(rng.integers(1, rng.choice([20, 300, 1500])))
    shape = replace(DENSE, input=(rows, inputs), weights=(outputs, inputs), output=(rows, outputs))
    file = models.random_centralized(rng, shape, models.levels_record(rng, shape))
    check_as_expanded(rng, file)


@given(seed=seeds)
@many
def test_dense_layer_skipping_inputs_equals_tflm_on_expanded_file(seed):
    rng = np.random.default_rng(seed)
    shape = models.random_skipping_geometry(rng)
    file = models.random_centralized(rng, shape, models.skipping_record(rng, shape))
    check_as_expanded(rng, file)


@given(seed=seeds)
@many
def test_dense_layer_with_live_weights_equals_tflm_on_expanded_file(seed):
    rng = np.random.default_rng(seed)
    outputs, inputs = int(rng.integers(1, 40)), 4 * int(rng.integers(1, 60))
    shape = replace(DENSE, input=(1, inputs), weights=(outputs, inputs), output=(1, outputs))
    record = replace(
        models.random_record(rng, shape, row_codes=True),
        mask_group=int(rng.choice([1, 4])),
        mean_bits=0,
        spread_bits=0,
        input_major=False,
    )
    file = models.random_centralized(rng, shape, record)
    check_as_expanded(rng, file)


def test_dense_layer_skipping_inputs_takes_its_own_kernel_in_whole_quads_without_mask():
    def kernel(outputs: int, mask_group: int) -> str:
        shape = replace(DENSE, input=(1, 5), weights=(outputs, 5), output=(1, outputs))
        rng = np.random.default_rng(0)
        record = models.skipping_record(rng, shape)
        record = replace(record, values_per_draw=4, bits_per_draw=8, mask_group=mask_group)
        (step,) = read_program(models.random_centralized(rng, shape, record)).steps
        return step.kernel

    assert kernel(8, 0) == "sl_fully_connected_sparse_inputs_s8"
    assert kernel(7, 0) == kernel(8, 4) == "sl_fully_connected_generic_s8"


@kinds
@given(seed=seeds)
@many
def test_layer_sums_at_rounding_boundaries_equals_tflm(kind, seed):
    rng = np.random.default_rng(seed)
    shape = models.random_geometry(rng, kind)
    scales = models.random_scales(rng, shape)
    largest = np.float32(scales.input * scales.weights.max())
    scales.output = np.float32(largest * 2.0 ** rng.uniform(22, 24))
    scales.weights = (largest / scales.input * rng.uniform(0.5, 1, len(scales.weights))).astype(
        np.float32
    )
    model = models.layer_model(rng, shape, scales, models.boundary_bias(rng, shape, scales))
    zero_point = model.tensors[0].zero_point
    data = planned(model)
    assert_runs_as_tflm(data, data, [[np.full(shape.input, zero_point, np.int8)]])


@pytest.mark.parametrize("inputs", [2049, 4100, 33_000])
def test_dense_layer_of_many_inputs_equals_tflm(inputs):
    """More than scratch is wanted for; at last, sums that may pass 2^30."""
    rng = np.random.default_rng(inputs)
    shape = replace(DENSE, input=(1, inputs), weights=(5, inputs), output=(1, 5))
    scales = models.random_scales(rng, shape)
    model = models.layer_model(rng, shape, scales, rng.integers(-20000, 20000, 5))
    data = planned(model)
    assert_runs_as_tflm(data, data, [[random_input(rng, model.tensors[0])]])


@elementwise
@given(seed=seeds)
@many
def test_elementwise_broadcast_operands_equals_tflm(code, seed):
    model, inputs = models.random_elementwise(np.random.default_rng(seed), code)
    data = planned(model)
    assert_runs_as_tflm(data, data, [inputs])


CONV = models.Geometry(
    c.OP_CONV_2D,
    (1, 5, 5, 4),
    (3, 3, 3, 4),
    (1, 3, 3, 3),
    0,
    {"padding": models.VALID, "stride_w": 1, "stride_h": 1},
)
DEPTHWISE = models.Geometry(
    c.OP_DEPTHWISE_CONV_2D,
    (1, 5, 5, 2),
    (1, 3, 3, 4),
    (1, 5, 5, 4),
    3,
    {"stride_w": 1, "stride_h": 1, "depth_multiplier": 2},
)
DENSE = models.Geometry(c.OP_FULLY_CONNECTED, (2, 8), (3, 8), (2, 3), 0)
UNIT_SCALES = models.Scales(np.float32(1), np.ones(1, np.float32), np.float32(64))


def layer(
    shape: models.Geometry, scales: models.Scales = UNIT_SCALES, bias: int | None = None
) -> Model:
    count = shape.channels if bias is None else bias
    return models.layer_model(np.random.default_rng(0), shape, scales, np.zeros(count))


@pytest.mark.parametrize(
    ("shape", "kernel"),
    [
        (models.depthwise_shape((30, 1), (3, 1), 8), "sl_depthwise_s8"),
        (models.depthwise_shape((8, 8), (3, 3), 8), "sl_depthwise_planes_s8"),
        (models.depthwise_shape((3, 3), (3, 3), 8), "sl_depthwise_s8"),
        (models.depthwise_shape((30, 1), (3, 1), 3), "sl_depthwise_planes_s8"),
        (models.conv_shape((1, 1), (1, 1), 8), "sl_fully_connected_s8"),
        (models.conv_shape((5, 2), (5, 2), 3), "sl_fully_connected_s8"),
        (models.conv_shape((2, 1), (1, 1), 8), "sl_conv2d_s8"),
    ],
)
def test_layer_takes_the_kernel_made_for_its_shape(shape, kernel):
    (step,) = read_program(planned(layer(shape))).steps
    assert step.kernel == kernel


@pytest.mark.parametrize("shape", [CONV, DEPTHWISE, DENSE])
def test_verify_sound_layer_returns_arena_size(shape):
    assert verify(planned(layer(shape))) > 0


@pytest.mark.parametrize(
    ("shape", "error"),
    [
        (replace(CONV, output=(1, 3, 2, 3)), "E_SHAPE: extent of the operator's output"),
        (replace(CONV, output=(1, 3, 3, 4)), "E_SHAPE: weights' output channels"),
        (replace(CONV, weights=(3, 3, 3, 3)), "E_SHAPE: weights' input channels"),
        (replace(CONV, weights=(3, 3, 3, 2)), "E_SHAPE: weights' input channels"),
        (replace(CONV, input=(2, 5, 5, 4)), "E_UNSUPPORTED: batch of more than one image"),
        (replace(CONV, input=(5, 5, 4)), "E_SHAPE: rank of a convolution's tensor"),
        (replace(CONV, weights=(3, 6, 3, 4)), "E_SHAPE: extent of the operator's output"),
        (replace(CONV, options=CONV.options | {"padding": 2}), "E_UNSUPPORTED: operator's padding"),
        (replace(CONV, options=CONV.options | {"stride_w": 0}), "E_UNSUPPORTED: operator's stride"),
        (
            replace(CONV, options=CONV.options | {"stride_h": -1}),
            "E_UNSUPPORTED: operator's stride",
        ),
        (
            replace(CONV, options=CONV.options | {"dilation_w_factor": 2**31 - 1}),
            "E_UNSUPPORTED: operator's dilation",
        ),
        (
            replace(CONV, options=CONV.options | {"dilation_h_factor": 0}),
            "E_UNSUPPORTED: operator's dilation",
        ),
        (
            replace(CONV, options=CONV.options | {"fused_activation_function": 4}),
            "E_UNSUPPORTED: operator's fused",
        ),
        (replace(DEPTHWISE, weights=(1, 3, 3, 3)), "E_SHAPE: depthwise weights' channels"),
        (replace(DEPTHWISE, weights=(2, 3, 3, 4)), "E_SHAPE: depthwise weights' channels"),
        (
            replace(DEPTHWISE, options=DEPTHWISE.options | {"depth_multiplier": 1}),
            "E_SHAPE: depth multiplier",
        ),
        (replace(DENSE, input=(2, 7)), "E_SHAPE: values of a fully connected input"),
        (replace(DENSE, output=(2, 4)), "E_SHAPE: values of a fully connected output"),
        (replace(DENSE, output=(3, 3)), "E_SHAPE: values of a fully connected output"),
        (replace(DENSE, weights=(1, 3, 8)), "E_SHAPE: rank of fully connected weights"),
        (replace(DENSE, options={"weights_format": 1}), "E_UNSUPPORTED: shuffled weights format"),
    ],
)
def test_verify_layer_of_bad_geometry_is_refused(shape, error):
    with pytest.raises(BadInputError, match=error):
        verify(planned(layer(shape)))


@pytest.mark.parametrize(
    ("output", "error"),
    [
        (2.0**-30, "E_QUANT: shift of the operator's multiplier: index 0, value 31"),
        (2.0**-127, "E_QUANT: tensor's scale"),
    ],
)
def test_verify_layer_with_output_scale_too_small_is_refused(output, error):
    scales = models.Scales(np.float32(1), np.ones(1, np.float32), np.float32(output))
    with pytest.raises(BadInputError, match=error):
        verify(planned(layer(CONV, scales)))


@pytest.mark.parametrize("output", [2.0**-30, 2.0**-28.5])
def test_verify_relu6_limit_beyond_int32_is_refused(output):
    scales = models.Scales(np.float32(2**-20), np.ones(1, np.float32), np.float32(output))
    with pytest.raises(BadInputError, match="E_QUANT: scale too small for the activation"):
        verify(planned(layer(replace(DENSE, options={"fused_activation_function": 3}), scales)))


@pytest.mark.parametrize("shape", [CONV, DEPTHWISE, DENSE])
def test_verify_bias_of_other_length_is_refused(shape):
    model = layer(shape)
    model.tensors[3] = replace(model.tensors[3], shape=(1,), data=bytes(4))
    with pytest.raises(BadInputError, match="E_SHAPE: values of the bias"):
        verify(planned(model))


@pytest.mark.parametrize("shape", [CONV, DEPTHWISE, DENSE])
def test_verify_weights_with_zero_point_is_refused(shape):
    model = layer(shape)
    model.tensors[1].quantization = quantization(1.0, 3, shape.axis)
    with pytest.raises(BadInputError, match="E_QUANT: weights' zero point: index 1, value 3"):
        verify(planned(model))


@elementwise
def test_verify_operands_that_do_not_broadcast_is_refused(code):
    model, _ = models.random_elementwise(np.random.default_rng(0), code)
    model.tensors[2] = replace(model.tensors[2], shape=(*model.tensors[2].shape, 2))
    with pytest.raises(BadInputError, match="E_SHAPE: shape of an element-wise output"):
        verify(planned(model))


def test_verify_add_with_output_scale_too_small_is_refused():
    model, _ = models.random_elementwise(np.random.default_rng(0), c.OP_ADD)
    model.tensors[2].quantization = quantization(2.0**-40)
    with pytest.raises(BadInputError, match="E_QUANT: shift of the operator's multiplier"):
        verify(planned(model))
