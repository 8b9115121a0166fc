"""Gradients of operators' inputs, from those of their outputs.

A gradient is float64 [sketches, samples, *the tensor's shape], in real units and in fixed point
(fixed_point.py). Rounding to int8 counts as the identity (straight-through estimator), clamping
does not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from seedlite.format import constants as c
from seedlite.model import CHANNEL_AXES, KINDS, WEIGHTS, Model, Operator, same_padding
from seedlite.prepare import output_range
from seedlite.search.calibrated.fixed_point import fixed

Gradients = dict[int, np.ndarray]  # by tensor


@dataclass(frozen=True)
class Activations:
    """A model's activations for some samples: integers [samples, *the tensor's shape] by tensor."""

    model: Model
    values: dict[int, np.ndarray]

    @property
    def samples(self) -> int:
        return len(self.values[self.model.inputs[0]])

    def tensor(self, model: Model, index: int) -> np.ndarray:
        """Returns an activation: [samples, elements]."""
        return self.values[index].reshape(self.samples, -1)

    def shape(self, index: int) -> tuple[int, ...]:
        return self.model.tensors[index].shape

    def part(self, samples: slice) -> "Activations":
        return Activations(self.model, {i: x[samples] for i, x in self.values.items()})

    def real(self, index: int) -> np.ndarray:
        """Returns real values, [samples, *shape], of a constant [1, *shape]: float64."""
        tensor = self.model.tensors[index]
        steps = tensor.array()[None] if tensor.data is not None else self.values[index]
        return (steps.astype(np.float64) - tensor.zero_point) * tensor.scale


Backward = Callable[[Activations, Operator, list[np.ndarray]], Gradients]


def unclamped(states: Activations, operator: Operator, gradient: np.ndarray) -> np.ndarray:
    """Returns the gradient before the operator's fused activation and its clamping to int8."""
    index = operator.outputs[0]
    y, (least, most) = states.values[index], output_range(states.model, operator)
    return gradient * ((y > least) & (y < most))


def weighted(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    """Of a convolution or dense layer; `gradients` are those of its sums."""
    kind, tensor = KINDS[operator.code], states.model.tensors[operator.inputs[WEIGHTS]]
    axis = CHANNEL_AXES[kind]
    scaled = fixed(gradients[0] * np.broadcast_to(tensor.scales, tensor.shape[axis]))
    weights = tensor.array().astype(np.float64)
    source = states.shape(operator.source)
    if kind == "dense":
        inputs = scaled.reshape(-1, weights.shape[0]) @ weights
    else:
        images = scaled.reshape(-1, *scaled.shape[-3:])
        inputs = _image_gradients(operator, images, weights, source)
    return {operator.source: inputs.reshape(*gradients[0].shape[:2], *source)}


def _image_gradients(
    operator: Operator, images: np.ndarray, weights: np.ndarray, source: tuple[int, ...]
) -> np.ndarray:
    channels = source[-1]
    kernel = weights.shape[1:3]
    taken = Taps(operator, kernel, source[1:3], images.shape[1:3])
    found = np.zeros((len(images), *taken.padded, channels))
    if KINDS[operator.code] == "depthwise":
        every = images.reshape(*images.shape[:3], channels, -1)
        several = weights.reshape(*kernel, channels, -1)
        for tap, window in taken.windows(found):
            window += np.sum(every * several[tap], axis=-1)
        return taken.inside(found)
    groups = channels // weights.shape[3]
    every = images.reshape(*images.shape[:3], groups, -1)
    several = weights.reshape(groups, -1, *weights.shape[1:])
    for (row, column), window in taken.windows(found):
        parts = [every[:, :, :, group] @ several[group, :, row, column] for group in range(groups)]
        window += np.concatenate(parts, axis=-1)
    return taken.inside(found)


@dataclass(frozen=True)
class Taps:
    """The inputs under each tap of a kernel that slides along images [n, *extents, ...]."""

    operator: Operator
    kernel: tuple[int, ...]
    extents: tuple[int, ...]
    outputs: tuple[int, ...]

    @property
    def pads(self) -> list[tuple[int, int]]:
        if self.operator.option("padding") != c.PADDING_SAME:
            return [(0, 0), (0, 0)]
        covered = self.operator.covered(self.kernel)
        sizes = zip(self.extents, covered, self.operator.strides, strict=True)
        return [same_padding(*each) for each in sizes]

    @property
    def padded(self) -> list[int]:
        return [n + sum(pad) for n, pad in zip(self.extents, self.pads, strict=True)]

    def windows(self, images: np.ndarray) -> Iterator[tuple[tuple[int, int], np.ndarray]]:
        """Yields each tap and the view of padded images [n, *outputs, ...] under it."""
        (stride_y, stride_x), (apart_y, apart_x) = self.operator.strides, self.operator.dilation
        height, width = self.outputs
        for row in range(self.kernel[0]):
            for column in range(self.kernel[1]):
                y, x = row * apart_y, column * apart_x
                rows = slice(y, y + (height - 1) * stride_y + 1, stride_y)
                columns = slice(x, x + (width - 1) * stride_x + 1, stride_x)
                yield (row, column), images[:, rows, columns]

    def inside(self, images: np.ndarray) -> np.ndarray:
        (top, _), (left, _) = self.pads
        height, width = self.extents
        return images[:, top : top + height, left : left + width]


def _add(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    return _summed(states, operator, [gradients[0], gradients[0]])


def _sub(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    return _summed(states, operator, [gradients[0], -gradients[0]])


def _mul(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    first, second = (
        _ranked(states.real(index), gradients[0].ndim - 1) for index in operator.inputs
    )
    return _summed(states, operator, [gradients[0] * second, gradients[0] * first])


def _ranked(x: np.ndarray, rank: int) -> np.ndarray:
    """Adds axes behind the samples'."""
    return x.reshape(len(x), *[1] * (rank - x.ndim), *x.shape[1:])


def _summed(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    """Returns the gradients of operands that were broadcast to the output's shape; of an operand
    that occurs twice their sum."""
    found: Gradients = {}
    for index, gradient in zip(operator.inputs, gradients, strict=True):
        shape = states.shape(index)
        aligned = (*[1] * (gradient.ndim - 2 - len(shape)), *shape)
        axes = [d + 2 for d, n in enumerate(aligned) if n != gradient.shape[d + 2]]
        part = fixed(gradient).sum(axis=tuple(axes), keepdims=True)
        part = part.reshape(*gradient.shape[:2], *shape)
        found[index] = found[index] + part if index in found else part
    return found


def _same(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    return {operator.source: gradients[0]}


def _reshape(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    shape = states.shape(operator.source)
    return {operator.source: gradients[0].reshape(*gradients[0].shape[:2], *shape)}


def _logistic(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    y = states.real(operator.outputs[0])
    return {operator.source: gradients[0] * (y * (1 - y))}


def _tanh(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    y = states.real(operator.outputs[0])
    return {operator.source: gradients[0] * (1 - y * y)}


def _mean(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    shape = states.shape(operator.source)
    axes = {int(a) % len(shape) for a in states.model.tensors[operator.inputs[1]].flat()}
    kept = [1 if d in axes else n for d, n in enumerate(shape)]
    spread = gradients[0].reshape(*gradients[0].shape[:2], *kept)
    count = np.prod([shape[d] for d in axes])
    return {operator.source: np.broadcast_to(spread / count, (*spread.shape[:2], *shape))}


def _pool_taps(states: Activations, operator: Operator) -> Taps:
    kernel = operator.option("filter_height"), operator.option("filter_width")
    shapes = (states.shape(t)[1:3] for t in (operator.source, operator.outputs[0]))
    return Taps(operator, kernel, *shapes)


def _average(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    taps, shape = _pool_taps(states, operator), states.shape(operator.source)
    ones = np.pad(np.ones((1, *taps.extents)), ((0, 0), *taps.pads))
    counts = np.sum([window for _, window in taps.windows(ones)], axis=0)
    images = gradients[0].reshape(-1, *gradients[0].shape[-3:])
    shares = fixed(images / counts[..., None])
    found = np.zeros((len(images), *taps.padded, shape[-1]))
    for _, window in taps.windows(found):
        window += shares
    return {operator.source: taps.inside(found).reshape(*gradients[0].shape[:2], *shape)}


def _largest(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    """The first of several largest inputs takes the gradient."""
    taps, shape = _pool_taps(states, operator), states.shape(operator.source)
    x = states.values[operator.source].reshape(-1, *shape[1:])
    padded = np.pad(x, ((0, 0), *taps.pads, (0, 0)), constant_values=-128)
    y = states.values[operator.outputs[0]].reshape(-1, *gradients[0].shape[-3:])
    sketches = gradients[0].reshape(len(gradients[0]), *y.shape)
    found = np.zeros((len(sketches), len(x), *taps.padded, shape[-1]))
    free = np.ones(y.shape, bool)
    for (_, inputs), (_, window) in zip(
        taps.windows(padded), taps.windows(found.reshape(-1, *found.shape[2:])), strict=True
    ):
        chosen = free & (inputs == y)
        free &= ~chosen
        window += (sketches * chosen).reshape(window.shape)
    inside = taps.inside(found.reshape(-1, *found.shape[2:]))
    return {operator.source: inside.reshape(*gradients[0].shape[:2], *shape)}


def _concatenation(
    states: Activations, operator: Operator, gradients: list[np.ndarray]
) -> Gradients:
    shapes = [states.shape(index) for index in operator.inputs]
    axis = operator.option("axis") % len(shapes[0])
    ends = np.cumsum([shape[axis] for shape in shapes])
    parts = np.split(gradients[0], ends[:-1], axis + 2)
    found: Gradients = {}
    for index, part in zip(operator.inputs, parts, strict=True):
        found[index] = found[index] + part if index in found else part
    return found


def _pad(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    before = states.model.tensors[operator.inputs[1]].flat().reshape(-1, 2)[:, 0]
    sizes = zip(before, states.shape(operator.source), strict=True)
    inside = (slice(None), slice(None), *(slice(int(at), int(at) + n) for at, n in sizes))
    return {operator.source: gradients[0][inside]}


def _transpose(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    order = np.argsort(states.model.tensors[operator.inputs[1]].flat())
    return {operator.source: gradients[0].transpose(0, 1, *(order + 2))}


def _split(states: Activations, operator: Operator, gradients: list[np.ndarray]) -> Gradients:
    (axis,) = states.model.tensors[operator.inputs[0]].flat()
    rank = len(states.shape(operator.source))
    return {operator.source: np.concatenate(gradients, axis=int(axis) % rank + 2)}


def _strided_slice(
    states: Activations, operator: Operator, gradients: list[np.ndarray]
) -> Gradients:
    shape = states.shape(operator.source)
    begins, ends, strides = (states.model.tensors[i].flat() for i in operator.inputs[1:4])
    chosen: list[slice | int] = [slice(None), slice(None)]
    for d, (begin, end, stride) in enumerate(zip(begins, ends, strides, strict=True)):
        first = None if operator.option("begin_mask") >> d & 1 else int(begin)
        last = None if operator.option("end_mask") >> d & 1 else int(end)
        part = slice(first, last, int(stride))
        shrunk = operator.option("shrink_axis_mask") >> d & 1
        chosen.append(part.indices(shape[d])[0] if shrunk else part)
    found = np.zeros((*gradients[0].shape[:2], *shape))
    found[tuple(chosen)] = gradients[0]
    return {operator.source: found}


BACKWARD: dict[int, Backward] = {
    c.OP_ADD: _add,
    c.OP_AVERAGE_POOL_2D: _average,
    c.OP_CONCATENATION: _concatenation,
    c.OP_CONV_2D: weighted,
    c.OP_DEPTHWISE_CONV_2D: weighted,
    c.OP_FULLY_CONNECTED: weighted,
    c.OP_LOGISTIC: _logistic,
    c.OP_MAX_POOL_2D: _largest,
    c.OP_MEAN: _mean,
    c.OP_MUL: _mul,
    c.OP_PAD: _pad,
    c.OP_PADV2: _pad,
    c.OP_QUANTIZE: _same,
    c.OP_RELU: _same,
    c.OP_RELU6: _same,
    c.OP_RESHAPE: _reshape,
    c.OP_SPLIT: _split,
    c.OP_STRIDED_SLICE: _strided_slice,
    c.OP_SUB: _sub,
    c.OP_TANH: _tanh,
    c.OP_TRANSPOSE: _transpose,
}
# Operators whose outputs are sums or products that are clamped.
CLAMPED = (
    c.OP_ADD,
    c.OP_AVERAGE_POOL_2D,
    c.OP_CONV_2D,
    c.OP_DEPTHWISE_CONV_2D,
    c.OP_FULLY_CONNECTED,
    c.OP_MUL,
    c.OP_RELU,
    c.OP_RELU6,
    c.OP_SUB,
)
