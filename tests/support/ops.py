"""int8 models of one operator each, for comparing interpreters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model, Operator, Tensor
from tests.support.builders import quantization

SAME, VALID = 0, 1
NONE, RELU, RELU_N1_TO_1, RELU6 = range(4)


@dataclass(frozen=True)
class Int8:
    """An int8 activation: real = scale * (integer - zero_point)."""

    shape: tuple[int, ...]
    scale: float = 0.05
    zero_point: int = 0
    type: ClassVar[int] = c.TYPE_INT8


class UInt8(Int8):
    """A uint8 activation: real = scale * (integer - zero_point)."""

    type = c.TYPE_UINT8


class Int32(Int8):
    """An int32 activation: real = scale * (integer - zero_point)."""

    type = c.TYPE_INT32


@dataclass(frozen=True)
class Weights:
    """Constant int8 weights with one scale, or one per output channel."""

    values: np.ndarray
    scales: Sequence[float]
    bias: np.ndarray | None = None  # int32 [output channels]


@dataclass(frozen=True)
class Constant:
    """A constant int8 operand."""

    values: np.ndarray
    scale: float = 0.05
    zero_point: int = 0
    type: ClassVar[int] = c.TYPE_INT8

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape


class Graph:
    """Collects the tensors of one operator."""

    def __init__(self) -> None:
        self.tensors: list[Tensor] = []

    def add(self, tensor: Tensor) -> int:
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def operand(self, operand: Int8 | Constant) -> int:
        data = operand.values.astype(np.int8).tobytes() if isinstance(operand, Constant) else None
        quantized = quantization(operand.scale, operand.zero_point)
        return self.add(Tensor(tuple(operand.shape), operand.type, data, quantized))

    def integers(self, values: Sequence[int] | np.ndarray | int) -> int:
        array = np.array(values, "<i4")
        return self.add(Tensor(array.shape, c.TYPE_INT32, array.tobytes()))

    def weights(self, weights: Weights, dimension: int, input_scale: float) -> list[int]:
        """Adds the weights and the bias, if any, whose scales are products."""
        scales = np.float32(weights.scales)
        quantized = quantization(scales, 0, dimension)
        data = weights.values.astype(np.int8).tobytes()
        tensors = [self.add(Tensor(weights.values.shape, c.TYPE_INT8, data, quantized))]
        if weights.bias is not None:
            tensors.append(self.integers(weights.bias))
            self.tensors[-1].quantization = quantization(np.float32(input_scale) * scales)
        return tensors

    def model(
        self, code: int, inputs: list[int], outputs: list[int], options: dict | None = None
    ) -> Model:
        operator = Operator(code, inputs, outputs, options or {})
        computed = [i for i in dict.fromkeys(inputs) if i >= 0 and self.tensors[i].data is None]
        activations = [i for i in computed if not self.tensors[i].variable]
        return Model(self.tensors, [operator], activations, outputs)


def _window_output(extent: int, kernel: int, stride: int, padding: int) -> int:
    return -(-(extent if padding == SAME else extent - kernel + 1) // stride)


def _image(
    x: Int8,
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: int,
    dilation: Sequence[int] = (1, 1),
) -> tuple[int, int]:
    height, width = (
        _window_output(e, (k - 1) * d + 1, s, padding)
        for e, k, s, d in zip(x.shape[1:3], kernel, stride, dilation, strict=True)
    )
    return height, width


def _window_options(padding: int, stride: Sequence[int], activation: int) -> dict:
    return {
        "padding": padding,
        "stride_h": stride[0],
        "stride_w": stride[1],
        "fused_activation_function": activation,
    }


def _dilated(padding: int, stride: Sequence[int], activation: int, dilation: Sequence[int]) -> dict:
    factors = {"dilation_h_factor": dilation[0], "dilation_w_factor": dilation[1]}
    return _window_options(padding, stride, activation) | factors


def unary(
    code: int, x: Int8, output: Int8, constants: Sequence = (), options: dict | None = None
) -> Model:
    """An operator with one activation, then int32 constants, and one output."""
    g = Graph()
    inputs = [g.operand(x)] + [g.integers(values) for values in constants]
    return g.model(code, inputs, [g.operand(output)], options)


def conv_2d(
    x: Int8,
    weights: Weights,  # [outputs, height, width, inputs]
    output: tuple[float, int],  # scale, zero point
    stride: tuple[int, int] = (1, 1),
    padding: int = SAME,
    activation: int = NONE,
    dilation: tuple[int, int] = (1, 1),
) -> Model:
    outputs, *kernel, _ = weights.values.shape
    shape = (x.shape[0], *_image(x, kernel, stride, padding, dilation), outputs)
    g = Graph()
    inputs = [g.operand(x), *g.weights(weights, 0, x.scale)]
    options = _dilated(padding, stride, activation, dilation)
    return g.model(c.OP_CONV_2D, inputs, [g.operand(Int8(shape, *output))], options)


def transpose_conv(
    x: Int8,
    weights: Weights,  # [outputs, height, width, inputs]
    output: Int8,
    stride: tuple[int, int] = (1, 1),
    padding: int = SAME,
    activation: int = NONE,
) -> Model:
    g = Graph()
    kernel, *bias = g.weights(weights, 0, x.scale)
    inputs = [g.integers(output.shape), kernel, g.operand(x), *bias]
    options = _window_options(padding, stride, activation)
    return g.model(c.OP_TRANSPOSE_CONV, inputs, [g.operand(output)], options)


def depthwise_conv_2d(
    x: Int8,
    weights: Weights,  # [1, height, width, outputs]
    output: tuple[float, int],
    stride: tuple[int, int] = (1, 1),
    padding: int = SAME,
    activation: int = NONE,
    dilation: tuple[int, int] = (1, 1),
) -> Model:
    _, *kernel, outputs = weights.values.shape
    shape = (x.shape[0], *_image(x, kernel, stride, padding, dilation), outputs)
    g = Graph()
    inputs = [g.operand(x), *g.weights(weights, 3, x.scale)]
    multiplier = outputs // x.shape[3]
    options = _dilated(padding, stride, activation, dilation) | {"depth_multiplier": multiplier}
    return g.model(c.OP_DEPTHWISE_CONV_2D, inputs, [g.operand(Int8(shape, *output))], options)


def fully_connected(
    x: Int8,
    weights: Weights,  # [outputs, inputs]
    output: tuple[float, int],
    activation: int = NONE,
) -> Model:
    shape = (*x.shape[:-1], weights.values.shape[0])
    g = Graph()
    inputs = [g.operand(x), *g.weights(weights, 0, x.scale)]
    options = {"fused_activation_function": activation}
    return g.model(c.OP_FULLY_CONNECTED, inputs, [g.operand(Int8(shape, *output))], options)


def binary(
    code: int, a: Int8 | Constant, b: Int8 | Constant, output: tuple[float, int], activation: int
) -> Model:
    shape = np.broadcast_shapes(a.shape, b.shape)
    g = Graph()
    inputs = [g.operand(a), g.operand(b)]
    return g.model(
        code, inputs, [g.operand(Int8(shape, *output))], {"fused_activation_function": activation}
    )


def add(
    a: Int8 | Constant, b: Int8 | Constant, output: tuple[float, int], activation: int = NONE
) -> Model:
    return binary(c.OP_ADD, a, b, output, activation)


def mul(
    a: Int8 | Constant, b: Int8 | Constant, output: tuple[float, int], activation: int = NONE
) -> Model:
    return binary(c.OP_MUL, a, b, output, activation)


def _pool(
    code: int,
    x: Int8,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: int,
    activation: int,
) -> Model:
    shape = (x.shape[0], *_image(x, kernel, stride, padding), x.shape[3])
    options = _window_options(padding, stride, activation)
    options |= {"filter_height": kernel[0], "filter_width": kernel[1]}
    return unary(code, x, Int8(shape, x.scale, x.zero_point), options=options)


def average_pool_2d(
    x: Int8,
    kernel: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    padding: int = VALID,
    activation: int = NONE,
) -> Model:
    return _pool(c.OP_AVERAGE_POOL_2D, x, kernel, stride, padding, activation)


def max_pool_2d(
    x: Int8,
    kernel: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    padding: int = VALID,
    activation: int = NONE,
) -> Model:
    return _pool(c.OP_MAX_POOL_2D, x, kernel, stride, padding, activation)


def mean(
    x: Int8, axes: Sequence[int] | int, output: tuple[float, int], keep_dims: bool = False
) -> Model:
    named = np.atleast_1d(axes)
    reduced = {axis % len(x.shape) for axis in named}
    kept = [1 if d in reduced else e for d, e in enumerate(x.shape)]
    shape = tuple(e for d, e in enumerate(kept) if keep_dims or d not in reduced)
    return unary(c.OP_MEAN, x, Int8(shape, *output), [axes], {"keep_dims": int(keep_dims)})


def pad(x: Int8, paddings: Sequence[tuple[int, int]], value: int | None = None) -> Model:
    """PADV2 with a value, else PAD."""
    shape = tuple(e + b + a for e, (b, a) in zip(x.shape, paddings, strict=True))
    g = Graph()
    inputs = [g.operand(x), g.integers(paddings)]
    if value is not None:
        inputs.append(g.operand(Constant(np.array([value], np.int8), x.scale, x.zero_point)))
    code = c.OP_PAD if value is None else c.OP_PADV2
    return g.model(code, inputs, [g.operand(Int8(shape, x.scale, x.zero_point))])


def reshape(x: Int8, shape: Sequence[int]) -> Model:
    output = replace(x, shape=tuple(shape))
    return unary(c.OP_RESHAPE, x, output, [shape])


def softmax(x: Int8, beta: float = 1.0) -> Model:
    return unary(c.OP_SOFTMAX, x, Int8(x.shape, 1 / 256, -128), options={"beta": beta})


def logistic(x: Int8) -> Model:
    return unary(c.OP_LOGISTIC, x, Int8(x.shape, 1 / 256, -128))


def relu(x: Int8, output: tuple[float, int]) -> Model:
    return unary(c.OP_RELU, x, Int8(x.shape, *output))


def relu6(x: Int8) -> Model:
    return unary(c.OP_RELU6, x, x)


def quantize(x: Int8, output: tuple[float, int], to: type[Int8] = Int8) -> Model:
    return unary(c.OP_QUANTIZE, x, to(x.shape, *output))


def concatenation(parts: Sequence[Int8 | Constant], axis: int) -> Model:
    shape = list(parts[0].shape)
    shape[axis] = sum(part.shape[axis] for part in parts)
    g = Graph()
    inputs = [g.operand(part) for part in parts]
    output = Int8(tuple(shape), parts[0].scale, parts[0].zero_point)
    return g.model(c.OP_CONCATENATION, inputs, [g.operand(output)], {"axis": axis})


def split(x: Int8, axis: int, count: int) -> Model:
    shape = list(x.shape)
    shape[axis] //= count
    g = Graph()
    inputs = [g.integers(axis), g.operand(x)]
    output = Int8(tuple(shape), x.scale, x.zero_point)
    return g.model(
        c.OP_SPLIT, inputs, [g.operand(output) for _ in range(count)], {"num_splits": count}
    )


def strided_slice(x: Int8, slices: Sequence[slice | int]) -> Model:
    """Slices as in numpy, one per dimension. For a start or stop of None the mask is set, and the
    index would give another result."""
    shape = np.empty(x.shape)[tuple(slices)].shape
    begin, end, strides = [], [], []
    begin_mask = end_mask = shrink_mask = 0
    for d, s in enumerate(slices):
        if isinstance(s, int):
            s, shrink_mask = slice(s, s + 1), shrink_mask | 1 << d
        begin_mask |= (s.start is None) << d
        end_mask |= (s.stop is None) << d
        begin.append(1 if s.start is None else s.start)
        end.append(1 if s.stop is None else s.stop)
        strides.append(1 if s.step is None else s.step)
    options = {"begin_mask": begin_mask, "end_mask": end_mask, "shrink_axis_mask": shrink_mask}
    output = Int8(shape, x.scale, x.zero_point)
    return unary(c.OP_STRIDED_SLICE, x, output, [begin, end, strides], options)


def transpose(x: Int8, permutation: Sequence[int]) -> Model:
    shape = tuple(x.shape[d] for d in permutation)
    return unary(c.OP_TRANSPOSE, x, Int8(shape, x.scale, x.zero_point), [permutation])
