"""Extracts the inputs of a layer as rows, one per output pixel (im2col)."""

from typing import Protocol

import numpy as np

from seedlite.codec import hashed
from seedlite.format.constants import PADDING_SAME
from seedlite.model import WEIGHTS, Layer, Model, same_padding

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
    source = model.tensors[operator.inputs[0]]
    weights = model.tensors[operator.inputs[WEIGHTS]]
    values = states.tensor(model, operator.inputs[0])
    zero_point = source.zero_point
    if layer.kind == "dense":
        rows = values.reshape(-1, weights.shape[1])[chosen].astype(np.int16) - np.int16(zero_point)
        return rows[:, None, :]
    images = values.reshape(-1, *source.shape[1:])
    _, height, width, _ = model.tensors[operator.outputs[0]].shape
    covered = operator.covered(weights.shape[1:3])
    strides, dilation = operator.strides, operator.dilation
    if operator.option("padding") == PADDING_SAME:
        # padding counts as zero
        pads = [
            same_padding(*sizes) for sizes in zip(images.shape[1:3], covered, strides, strict=True)
        ]
        images = np.pad(images, ((0, 0), *pads, (0, 0)), constant_values=zero_point)
    windows = np.lib.stride_tricks.sliding_window_view(images, covered, axis=(1, 2))
    sample, pixel = np.divmod(chosen, height * width)
    y, x = np.divmod(pixel, width)
    windows = windows[..., :: dilation[0], :: dilation[1]]
    patches = windows[sample, y * strides[0], x * strides[1]].astype(np.int16)
    patches -= np.int16(zero_point)
    groups = _groups(model, layer)
    flat = patches.reshape(len(patches), groups, -1, *patches.shape[2:])
    flat = flat.transpose(0, 1, 3, 4, 2).reshape(len(patches), groups, -1)
    return flat if groups == 1 else np.repeat(flat, weights.shape[layer.channel_axis] // groups, 1)


def _groups(model: Model, layer: Layer) -> int:
    """The number of parts of the inputs that have weights of their own."""
    operator = model.operators[layer.operator]
    inputs, weights = (model.tensors[operator.inputs[i]].shape[-1] for i in (0, WEIGHTS))
    return {"dense": 1, "depthwise": inputs, "conv": inputs // weights}[layer.kind]


def choose_rows(model: Model, layer: Layer, samples: int) -> np.ndarray:
    """Returns indices of at most MAX_ROWS rows with at most MAX_INPUTS inputs, chosen
    deterministically."""
    operator = model.operators[layer.operator]
    weights = model.tensors[operator.inputs[WEIGHTS]]
    channels = weights.shape[layer.channel_axis]
    factors = channels if _groups(model, layer) > 1 else 1
    most = min(MAX_ROWS, max(1, MAX_INPUTS * channels // (weights.count * factors)))
    count = samples * model.tensors[operator.outputs[0]].count // channels
    if count <= most:
        return np.arange(count)
    return np.sort(np.argsort(hashed(np.arange(count), 0), kind="stable")[:most])
