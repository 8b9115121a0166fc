"""TFLite's operators as differentiable functions of real numbers, a mini-batch at a time."""

from collections.abc import Callable

import tensorflow as tf

from seedlite import _constants as c
from seedlite.tflite import Model, Operator, Quantization

Tensors = list[tf.Tensor]

PADDINGS = ("SAME", "VALID")
ACTIVATIONS = {0: lambda x: x, 1: tf.nn.relu, 3: tf.nn.relu6}  # by ActivationFunctionType
INT8_MIN, INT8_MAX = -128, 127


def fake_quantized(x: tf.Tensor, quantization: Quantization) -> tf.Tensor:
    """The nearest value that int8 can say; gradients pass where x is in its range."""
    scale, zero_point = float(quantization.scales[0]), int(quantization.zero_points[0])
    low, high = (INT8_MIN - zero_point) * scale, (INT8_MAX - zero_point) * scale
    return tf.quantization.fake_quant_with_min_max_args(x, low, high)


def constant(model: Model, index: int) -> tf.Tensor:
    """A constant as real numbers, or as the integers that it is where it has no scale."""
    tensor = model.tensors[index]
    values = tensor.array()
    if tensor.type != c.TYPE_INT8 or tensor.quantization is None:
        return tf.constant(values)
    scale, zero_point = tensor.quantization.scales[0], tensor.quantization.zero_points[0]
    return tf.constant((values.astype("f4") - zero_point) * scale, tf.float32)


def weighted(operator: Operator, x: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
    """The sums of a layer with weights, real and in the .tflite's shape; no bias, no activation."""
    options = operator.options
    if operator.code == c.OP_FULLY_CONNECTED:
        rows = tf.reshape(x, (-1, weights.shape[1]))
        return tf.matmul(rows, weights, transpose_b=True)
    padding = PADDINGS[int(options.get(0, 0))]
    strides = int(options.get(2, 0)), int(options.get(1, 0))
    if operator.code == c.OP_CONV_2D:
        dilations = int(options.get(5, 1)), int(options.get(4, 1))
        kernel = tf.transpose(weights, (1, 2, 3, 0))
        return tf.nn.conv2d(x, kernel, strides, padding, dilations=dilations)
    dilations = int(options.get(6, 1)), int(options.get(5, 1))
    kernel = tf.reshape(weights, (*weights.shape[1:3], x.shape[3], -1))
    return tf.nn.depthwise_conv2d(x, kernel, (1, *strides, 1), padding, dilations=dilations)


def fused_activation(operator: Operator) -> Callable[[tf.Tensor], tf.Tensor]:
    slot = FUSED_SLOTS.get(operator.code)
    return ACTIVATIONS[0 if slot is None else int(operator.options.get(slot, 0))]


FUSED_SLOTS = {  # of the field that says the activation
    c.OP_ADD: 0,
    c.OP_AVERAGE_POOL_2D: 5,
    c.OP_CONCATENATION: 1,
    c.OP_CONV_2D: 3,
    c.OP_DEPTHWISE_CONV_2D: 4,
    c.OP_FULLY_CONNECTED: 0,
    c.OP_MAX_POOL_2D: 5,
    c.OP_MUL: 0,
}


def replay(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    """Outputs of an operator without weights."""
    activation = fused_activation(operator)
    return [activation(y) for y in REPLAYS[operator.code](model, operator, inputs)]


def _pool(kind: str) -> Callable[[Model, Operator, Tensors], Tensors]:
    def pool(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
        options = operator.options
        strides = int(options.get(2, 0)), int(options.get(1, 0))
        size = int(options.get(4, 0)), int(options.get(3, 0))
        padding = PADDINGS[int(options.get(0, 0))]
        return [tf.nn.pool(inputs[0], size, kind, strides, padding)]

    return pool


def _reshape(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    shape = model.tensors[operator.outputs[0]].shape
    return [tf.reshape(inputs[0], (-1, *shape[1:]))]


def _softmax(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    return [tf.nn.softmax(inputs[0] * float(operator.options.get(0, 0)))]


def _pad(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    value = inputs[2] if len(inputs) > 2 else 0.0
    return [tf.pad(inputs[0], inputs[1], constant_values=value)]


def _mean(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    keep = bool(operator.options.get(0, 0))
    return [tf.reduce_mean(inputs[0], tf.reshape(inputs[1], (-1,)), keepdims=keep)]


def _strided_slice(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    begin, end, _, _, shrink = (int(operator.options.get(slot, 0)) for slot in range(5))
    whole_batch = 1  # bit 0: the first dimension
    return [
        tf.strided_slice(
            *inputs,
            begin_mask=begin | whole_batch,
            end_mask=end | whole_batch,
            shrink_axis_mask=shrink,
        )
    ]


REPLAYS: dict[int, Callable[[Model, Operator, Tensors], Tensors]] = {
    c.OP_ADD: lambda m, o, x: [x[0] + x[1]],
    c.OP_AVERAGE_POOL_2D: _pool("AVG"),
    c.OP_CONCATENATION: lambda m, o, x: [tf.concat(x, int(o.options.get(0, 0)))],
    c.OP_LOGISTIC: lambda m, o, x: [tf.sigmoid(x[0])],
    c.OP_MAX_POOL_2D: _pool("MAX"),
    c.OP_MUL: lambda m, o, x: [x[0] * x[1]],
    c.OP_RELU: lambda m, o, x: [tf.nn.relu(x[0])],
    c.OP_RELU6: lambda m, o, x: [tf.nn.relu6(x[0])],
    c.OP_RESHAPE: _reshape,
    c.OP_SOFTMAX: _softmax,
    c.OP_PAD: _pad,
    c.OP_TRANSPOSE: lambda m, o, x: [tf.transpose(x[0], x[1])],
    c.OP_MEAN: _mean,
    c.OP_STRIDED_SLICE: _strided_slice,
    c.OP_SPLIT: lambda m, o, x: tf.split(x[1], int(o.options.get(0, 0)), int(x[0])),
    c.OP_PADV2: _pad,
    c.OP_QUANTIZE: lambda m, o, x: [x[0]],
}
