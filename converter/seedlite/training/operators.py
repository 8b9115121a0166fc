"""TFLite's operators as differentiable functions of real numbers, per mini-batch.

An activation is a tensor [n, *the model's shape]: the mini-batch has its own axis in front, the
model's batch is an ordinary axis. Values that do not depend on the input, such as constants, have n
= 1.
"""

import math
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from seedlite.format import constants as c
from seedlite.model import DTYPES, Model, Operator, Tensor, same_padding
from seedlite.prepare import output_range

Tensors = list[tf.Tensor]

PADDINGS = {c.PADDING_SAME: "SAME", c.PADDING_VALID: "VALID"}
ACTIVATIONS = (  # that `limited` knows
    c.ACTIVATION_NONE,
    c.ACTIVATION_RELU,
    c.ACTIVATION_RELU_N1_TO_1,
    c.ACTIVATION_RELU6,
)


def fake_quantized(x: tf.Tensor, tensor: Tensor) -> tf.Tensor:
    """Rounds to the tensor's quantized values; gradients pass within its range (Jacob et al.,
    2018)."""
    limits, scale, zero_point = np.iinfo(DTYPES[tensor.type]), tensor.scale, tensor.zero_point
    low, high = (limits.min - zero_point) * scale, (limits.max - zero_point) * scale
    return tf.quantization.fake_quant_with_min_max_args(x, low, high)


def constant(model: Model, index: int) -> tf.Tensor:
    """Returns a constant operand as real numbers: [1, *shape]."""
    tensor = model.tensors[index]
    steps = tensor.array()[None].astype("f4") - tensor.zero_point
    return tf.constant(steps * tensor.scale, tf.float32)


WEIGHTED = (c.OP_CONV_2D, c.OP_DEPTHWISE_CONV_2D, c.OP_FULLY_CONNECTED)  # that `weighted` knows


def weighted(operator: Operator, x: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
    """Returns the weighted sums of a layer without bias and activation: [rows, channels] or
    [images, height, width, channels]. weights: real, in the .tflite's shape."""
    if operator.code == c.OP_FULLY_CONNECTED:
        rows = tf.reshape(x, (-1, weights.shape[1]))
        return tf.matmul(rows, weights, transpose_b=True)
    images = _images(x)
    padding, strides = PADDINGS[operator.option("padding")], operator.strides
    convolve, kernel = _depthwise, tf.reshape(weights, (*weights.shape[1:3], images.shape[3], -1))
    if operator.code == c.OP_CONV_2D:
        convolve, kernel = _grouped, tf.transpose(weights, (1, 2, 3, 0))
    kernel = _dilated(kernel, operator.dilation)
    if strides[0] == strides[1]:
        return convolve(images, kernel, strides[0], padding)
    return _unequally_strided(convolve, images, kernel, strides, padding)


def _images(x: tf.Tensor) -> tf.Tensor:
    """Reshapes activations of rank 4 to one batch of images."""
    return tf.reshape(x, (-1, *x.shape[-3:]))


def _dilated(kernel: tf.Tensor, dilation: tuple[int, int]) -> tf.Tensor:
    """The kernel with zeros between its taps: TensorFlow trains no dilated convolution on CPUs."""
    for axis, factor in enumerate(dilation):
        if factor > 1 and kernel.shape[axis] > 1:
            shape = list(kernel.shape)
            apart = tf.expand_dims(kernel, axis + 1)
            apart = tf.pad(apart, [(0, (factor - 1) * (d == axis + 1)) for d in range(5)])
            shape[axis] *= factor
            end = shape[axis] - factor + 1
            kernel = tf.gather(tf.reshape(apart, shape), range(end), axis=axis)
    return kernel


def _grouped(images: tf.Tensor, kernel: tf.Tensor, stride: int, padding: str) -> tf.Tensor:
    """A convolution whose inputs may have several groups, as TensorFlow has none on CPUs."""
    groups = images.shape[-1] // kernel.shape[2]
    if groups == 1:
        return tf.nn.conv2d(images, kernel, stride, padding)
    parts = zip(tf.split(images, groups, -1), tf.split(kernel, groups, -1), strict=True)
    return tf.concat([tf.nn.conv2d(x, w, stride, padding) for x, w in parts], -1)


def _depthwise(images: tf.Tensor, kernel: tf.Tensor, stride: int, padding: str) -> tf.Tensor:
    return tf.nn.depthwise_conv2d(images, kernel, (1, stride, stride, 1), padding)


def _unequally_strided(
    convolve: Callable[..., tf.Tensor],
    images: tf.Tensor,
    kernel: tf.Tensor,
    strides: tuple[int, int],
    padding: str,
) -> tf.Tensor:
    """Computes a convolution whose strides differ, by subsampling one with equal strides.
    TensorFlow's depthwise convolutions do not support this on CPUs, and some of its others are
    wrong or crash with oneDNN."""
    if padding == "SAME":
        sizes = zip(images.shape[1:3], kernel.shape[:2], strides, strict=True)
        around = [same_padding(*each) for each in sizes]
        images = tf.pad(images, [(0, 0), *around, (0, 0)])
    both = math.gcd(*strides)
    return convolve(images, kernel, both, "VALID")[:, :: strides[0] // both, :: strides[1] // both]


def limited(model: Model, operator: Operator, y: tf.Tensor) -> tf.Tensor:
    """Returns an operator's output within the steps that its activation allows."""
    low, high = output_range(model, operator)
    if high - low == 255:  # fake_quantized does so, too
        return y
    output = model.tensors[operator.outputs[0]]
    least, most = ((step - output.zero_point) * output.scale for step in (low, high))
    return tf.clip_by_value(y, least, most)


def _same_integers(model: Model, source: int, target: int, x: tf.Tensor) -> tf.Tensor:
    """Returns x as the runtime changes it by copying the integers of tensor `source` to
    `target`."""
    before, after = model.tensors[source], model.tensors[target]
    if (before.scale, before.zero_point) == (after.scale, after.zero_point):
        return x
    steps = fake_quantized(x, before) / before.scale
    return (steps + float(before.zero_point - after.zero_point)) * after.scale


# (model, an operator without weights, its int8 inputs) -> its outputs, before an activation
Replayed = Callable[[Model, Operator, Tensors], Tensors]


def _copying(move: Replayed, source: int = 0) -> Replayed:
    """Wraps an operator that copies integers. source: number of the copied input."""

    def copied(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
        moved = move(model, operator, inputs)
        index = operator.inputs[source]
        return [
            _same_integers(model, index, output, y)
            for output, y in zip(operator.outputs, moved, strict=True)
        ]

    return copied


def _integers(model: Model, operator: Operator, number: int) -> list[int]:
    """Returns the operator's constant input `number`: axes, indices or paddings."""
    return [int(value) for value in model.tensors[operator.inputs[number]].array().ravel()]


def _axis(x: tf.Tensor, axis: int) -> int:
    """Returns the place in x of a model's axis, which may count from the end."""
    return axis % (len(x.shape) - 1) + 1


def _aligned(inputs: Tensors) -> Tensors:
    """Reshapes operands to equal rank, with new axes after the mini-batch's."""
    rank = max(len(x.shape) for x in inputs)
    return [tf.reshape(x, (-1, *[1] * (rank - len(x.shape)), *x.shape[1:])) for x in inputs]


def _add(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    a, b = _aligned(inputs)
    return [a + b]


def _mul(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    a, b = _aligned(inputs)
    return [a * b]


def _pool(pool_2d: Callable[..., tf.Tensor]) -> Replayed:
    def pool(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
        size = operator.option("filter_height"), operator.option("filter_width")
        padding = PADDINGS[operator.option("padding")]
        pooled = pool_2d(_images(inputs[0]), size, operator.strides, padding)
        return _reshape(model, operator, [pooled])

    return pool


def _concatenation(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    samples = tf.reduce_max([tf.shape(x)[0] for x in inputs])
    parts = [tf.broadcast_to(x, (samples, *x.shape[1:])) if x.shape[0] == 1 else x for x in inputs]
    return [tf.concat(parts, _axis(parts[0], operator.option("axis")))]


def _reshape(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    return [tf.reshape(inputs[0], (-1, *model.tensors[operator.outputs[0]].shape))]


def _softmax(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    return [tf.nn.softmax(inputs[0] * operator.options["beta"])]


def _pad(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    """Pads axis by axis: TensorFlow pads tensors of at most 6 axes."""
    x = _same_integers(model, operator.inputs[0], operator.outputs[0], inputs[0])
    value = tf.reshape(inputs[1], ()) if len(inputs) > 1 else 0.0
    around = _integers(model, operator, 1)
    extents = list(x.shape[1:])
    for d, pair in enumerate(zip(around[::2], around[1::2], strict=True)):
        if any(pair):
            rows = tf.reshape(x, (-1, extents[d], math.prod(extents[d + 1 :])))
            x = tf.pad(rows, [(0, 0), pair, (0, 0)], constant_values=value)
            extents[d] += sum(pair)
    return _reshape(model, operator, [x])


def _transpose(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    return [tf.transpose(inputs[0], [0, *(axis + 1 for axis in _integers(model, operator, 1))])]


def _mean(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    axes = {_axis(inputs[0], axis) for axis in _integers(model, operator, 1)}
    return [tf.reduce_mean(inputs[0], sorted(axes), keepdims=bool(operator.option("keep_dims")))]


def _strided_slice(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    begin_mask, end_mask, shrunk = (
        operator.option(f"{mask}_mask") for mask in ("begin", "end", "shrink_axis")
    )
    chosen: list[slice | int] = [slice(None)]
    indices = zip(*(_integers(model, operator, number) for number in (1, 2, 3)), strict=True)
    for d, (begin, end, stride) in enumerate(indices):
        extent = inputs[0].shape[1 + d]
        first, last = (
            None if mask >> d & 1 else index
            for mask, index in ((begin_mask, begin), (end_mask, end))
        )
        part = slice(first, last, stride)
        chosen.append(part.indices(extent)[0] if shrunk >> d & 1 else part)
    return [inputs[0][tuple(chosen)]]


def _split(model: Model, operator: Operator, inputs: Tensors) -> Tensors:
    (axis,) = _integers(model, operator, 0)
    return list(tf.split(inputs[0], len(operator.outputs), _axis(inputs[0], axis)))


REPLAYS: dict[int, Replayed] = {
    c.OP_ADD: _add,
    c.OP_AVERAGE_POOL_2D: _pool(tf.nn.avg_pool2d),
    c.OP_CONCATENATION: _concatenation,
    c.OP_LOGISTIC: lambda m, o, x: [tf.sigmoid(x[0])],
    c.OP_MAX_POOL_2D: _pool(tf.nn.max_pool2d),
    c.OP_MUL: _mul,
    c.OP_RELU: lambda m, o, x: [x[0]],
    c.OP_RELU6: _copying(lambda m, o, x: [x[0]]),
    c.OP_RESHAPE: _copying(_reshape),
    c.OP_SOFTMAX: _softmax,
    c.OP_PAD: _pad,
    c.OP_TRANSPOSE: _copying(_transpose),
    c.OP_MEAN: _mean,
    c.OP_STRIDED_SLICE: _copying(_strided_slice),
    c.OP_SPLIT: _copying(_split, source=1),
    c.OP_PADV2: _pad,
    c.OP_QUANTIZE: lambda m, o, x: [x[0]],
}
