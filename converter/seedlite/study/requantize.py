"""Requantizes real weights to a layer's int8 form, whatever their range."""

import numpy as np

from seedlite.codec import channel_scales
from seedlite.model import Layer, Model, Tensor, layer_bias, layer_weights

LARGEST = 127  # TFLite's weights are symmetric
MOST_OUTPUT_STEPS = 2.0**30  # requantized accumulators stay within int32
MOST_BIAS_STEPS = 2.0**30
INPUT_STEPS = 256


def requantize(model: Model, layer: Layer, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns int8 weights and their float32 scales, as many as the layer has, each as fine as its
    largest value allows.

    values: float64, in the weights' shape.
    Values so large that the layer's output always saturates are clipped, infinities and NaN of
    either sign included.
    """
    tensor = layer_weights(model, layer)
    scales = channel_scales(tensor, layer.channel_axis)
    axes = tuple(a for a in range(values.ndim) if scales.shape[a] == 1)
    coarsest = np.maximum(_coarsest(model, layer, tensor), scales)
    largest = LARGEST * coarsest
    values = np.where(np.isnan(values), np.copysign(np.inf, values), values)
    values = np.clip(values, -largest, largest)
    needed = np.abs(values).max(axis=axes, keepdims=True) / LARGEST
    fresh = np.where(needed > 0, needed, scales)
    fresh = np.maximum(fresh, _finest(model, layer, scales)).astype(np.float32)
    integers = np.clip(np.rint(values / fresh), -LARGEST, LARGEST).astype(np.int8)
    return integers, fresh.reshape(-1)


def _coarsest(model: Model, layer: Layer, tensor: Tensor) -> float:
    """Returns the scale that requantizes the largest accumulator to MOST_OUTPUT_STEPS."""
    fan_in = tensor.count // tensor.shape[layer.channel_axis]
    operator = model.operators[layer.operator]
    source, target = (model.tensors[t].scale for t in (operator.source, operator.outputs[0]))
    return MOST_OUTPUT_STEPS / (fan_in * LARGEST * INPUT_STEPS) * target / source


def _finest(model: Model, layer: Layer, scales: np.ndarray) -> np.ndarray:
    """Returns the finest scales, shaped like `scales`, on which the biases fit their integers."""
    bias = layer_bias(model, layer)
    if bias is None:
        return np.zeros(scales.shape)
    steps = np.abs(model.tensors[bias].array().astype(np.float64))
    if scales.size == 1:
        steps = steps.max()
    return steps.reshape(scales.shape) * scales / MOST_BIAS_STEPS
