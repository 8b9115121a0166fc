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

    chosen: indices of rows over all samples and pixels. A depthwise layer has one factor per output
        channel, other layers have one.
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
    kernel = weights.shape[1:3]
    strides = operator.strides
    if operator.option("padding") == PADDING_SAME:
        # padding counts as zero
        pads = [
            same_padding(*sizes) for sizes in zip(images.shape[1:3], kernel, strides, strict=True)
        ]
        images = np.pad(images, ((0, 0), *pads, (0, 0)), constant_values=zero_point)
    windows = np.lib.stride_tricks.sliding_window_view(images, kernel, axis=(1, 2))
    sample, pixel = np.divmod(chosen, height * width)
    y, x = np.divmod(pixel, width)
    patches = windows[sample, y * strides[0], x * strides[1]].astype(np.int16)
    patches -= np.int16(zero_point)
    if layer.kind == "depthwise":
        channels = weights.shape[3]
        flat = patches.reshape(len(patches), patches.shape[1], -1)
        return np.repeat(flat, channels // patches.shape[1], axis=1)
    return patches.transpose(0, 2, 3, 1).reshape(len(patches), 1, -1)


def choose_rows(model: Model, layer: Layer, samples: int) -> np.ndarray:
    """Returns indices of at most MAX_ROWS rows with at most MAX_INPUTS inputs, chosen
    deterministically."""
    operator = model.operators[layer.operator]
    weights = model.tensors[operator.inputs[WEIGHTS]]
    channels = weights.shape[layer.channel_axis]
    factors = channels if layer.kind == "depthwise" else 1
    most = min(MAX_ROWS, max(1, MAX_INPUTS * channels // (weights.count * factors)))
    count = samples * model.tensors[operator.outputs[0]].count // channels
    if count <= most:
        return np.arange(count)
    return np.sort(np.argsort(hashed(np.arange(count), 0), kind="stable")[:most])
