"""Extracts the inputs of a layer as rows, one per output pixel (im2col)."""

from typing import Protocol

import numpy as np

from seedlite.codec import hashed
from seedlite.format.constants import OP_TRANSPOSE_CONV, PADDING_SAME
from seedlite.model import (
    SINGLE_SCALE,
    WEIGHTS,
    Layer,
    Model,
    Operator,
    has_constant_weights,
    layer_source,
    layer_weights,
    layers,
    same_padding,
)
from seedlite.search.calibrated.activations import Arenas

SUMMING_KINDS = ("conv", "depthwise", "dense")
MAX_ROWS = 1 << 15  # for the moments
MAX_INPUTS = 1 << 27  # over all rows


class Activations(Protocol):
    """The activations of many samples."""

    @property
    def samples(self) -> int: ...

    def tensor(self, model: Model, index: int) -> np.ndarray:
        """Returns an activation: int8 [samples, elements]."""
        ...


def input_rows(model: Model, layer: Layer, states: Activations, chosen: np.ndarray) -> np.ndarray:
    """Returns inputs less their zero point: int16 [rows, factors, row length].

    chosen: indices of rows over all samples and pixels. A layer whose inputs are grouped, as a
        depthwise one's, has one factor per output channel, other layers have one.
    """
    operator = model.operators[layer.operator]
    source, weights = layer_source(model, layer), layer_weights(model, layer)
    zero_point = source.zero_point
    if source.variable:
        values = _hidden_states(model, layer, states)
    else:
        values = states.tensor(model, operator.source)
    if layer.kind in ("dense", *SINGLE_SCALE):
        rows = values.reshape(-1, weights.shape[1])[chosen].astype(np.int16) - np.int16(zero_point)
        return rows[:, None, :]
    images = values.reshape(-1, *source.shape[1:])
    _, height, width, _ = model.tensors[operator.outputs[0]].shape
    windows, strides = _windows(operator, images, weights.shape[1:3], (height, width), zero_point)
    sample, pixel = np.divmod(chosen, height * width)
    y, x = np.divmod(pixel, width)
    patches = windows[sample, y * strides[0], x * strides[1]].astype(np.int16)
    patches -= np.int16(zero_point)
    groups = _groups(model, layer)
    flat = patches.reshape(len(patches), groups, -1, *patches.shape[2:])
    flat = flat.transpose(0, 1, 3, 4, 2).reshape(len(patches), groups, -1)
    return flat if groups == 1 else np.repeat(flat, weights.shape[layer.channel_axis] // groups, 1)


def _windows(
    operator: Operator,
    images: np.ndarray,
    kernel: tuple[int, ...],
    outputs: tuple[int, int],
    zero_point: int,
) -> tuple[np.ndarray, tuple[int, int]]:
    """Returns [samples, y, x, channels, *kernel], the inputs under a kernel that begins at (y, x),
    and the strides of these. Padding counts as zero."""
    strides, dilation = operator.strides, operator.dilation
    covered = operator.covered(kernel)
    pads = [(0, 0), (0, 0)]
    transposed = operator.code == OP_TRANSPOSE_CONV
    extents = outputs if transposed else images.shape[1:3]
    if operator.option("padding") == PADDING_SAME:
        pads = [same_padding(*sizes) for sizes in zip(extents, covered, strides, strict=True)]
    if transposed:
        return _transposed_windows(images, kernel, outputs, strides, pads, zero_point), (1, 1)
    images = np.pad(images, ((0, 0), *pads, (0, 0)), constant_values=zero_point)
    windows = np.lib.stride_tricks.sliding_window_view(images, covered, axis=(1, 2))
    return windows[..., :: dilation[0], :: dilation[1]], strides


def _transposed_windows(
    images: np.ndarray,
    kernel: tuple[int, ...],
    outputs: tuple[int, int],
    strides: tuple[int, int],
    pads: list[tuple[int, int]],
    zero_point: int,
) -> np.ndarray:
    """Of a transposed convolution, one of the inputs with zeros between them and around them."""
    samples, *extents, channels = images.shape
    shape = [output + k - 1 for output, k in zip(outputs, kernel, strict=True)]
    apart = np.full((samples, *shape, channels), zero_point, images.dtype)
    places = [
        np.arange(extent) * stride + k - 1 - before
        for extent, stride, k, (before, _) in zip(extents, strides, kernel, pads, strict=True)
    ]
    inside = [(p >= 0) & (p < e) for p, e in zip(places, shape, strict=True)]
    rows, columns = (p[i] for p, i in zip(places, inside, strict=True))
    apart[:, rows[:, None], columns] = images[:, inside[0]][:, :, inside[1]]
    windows = np.lib.stride_tricks.sliding_window_view(apart, kernel, axis=(1, 2))
    return windows[..., ::-1, ::-1]


def _groups(model: Model, layer: Layer) -> int:
    """The number of parts of the inputs that have weights of their own."""
    operator = model.operators[layer.operator]
    inputs, weights = (
        model.tensors[t].shape[-1] for t in (operator.source, operator.inputs[WEIGHTS])
    )
    several = {"depthwise": inputs, "conv": inputs // weights}
    return several.get(layer.kind, 1)


def _hidden_states(model: Model, layer: Layer, states: Activations) -> np.ndarray:
    """Returns the hidden states of an LSTM before each step, from its outputs, which are those
    behind it: int8 [samples, ...output shape]. A sequence begins with the
    state after a reset."""
    assert isinstance(states, Arenas)  # training does not know these layers
    operator = model.operators[layer.operator]
    output = states.output_of(model, layer.operator)
    sequences = output.reshape(-1, *model.tensors[operator.outputs[0]].shape)
    axis = 1 if operator.option("time_major") else 2
    shifted = np.roll(sequences, 1, axis)
    first = np.moveaxis(shifted, axis, 0)[0]  # still the last of the same inference
    first[1:] = first[:-1].copy()
    first[:: max(1, states.steps)] = layer_source(model, layer).zero_point
    return shifted


def has_input_rows(model: Model, layer: Layer) -> bool:
    """Tells whether samples show what the weights multiply: not the memory of an SVDF, which single
    samples do not fill."""
    return layer.kind != "svdf" or not layer_source(model, layer).variable


def summing_layers(model: Model) -> dict[int, Layer]:
    """Returns the layers whose outputs are sums of products with constant weights, by operator."""
    return {
        layer.operator: layer
        for layer in layers(model)
        if layer.kind in SUMMING_KINDS and has_constant_weights(model, layer)
    }


def choose_rows(model: Model, layer: Layer, samples: int) -> np.ndarray:
    """Returns indices of at most MAX_ROWS rows with at most MAX_INPUTS inputs, chosen
    deterministically."""
    operator = model.operators[layer.operator]
    weights = layer_weights(model, layer)
    channels = weights.shape[layer.channel_axis]
    factors = channels if _groups(model, layer) > 1 else 1
    most = min(MAX_ROWS, max(1, MAX_INPUTS * channels // (weights.count * factors)))
    count = samples * model.tensors[operator.outputs[0]].count // channels
    if count <= most:
        return np.arange(count)
    return np.sort(np.argsort(hashed(np.arange(count), 0), kind="stable")[:most])
