"""Range analysis: the values that each channel of an activation can take for any input."""

from dataclasses import dataclass

import numpy as np

from seedlite.format.constants import (
    ACTIVATION_NONE,
    ACTIVATION_RELU,
    OP_AVERAGE_POOL_2D,
    OP_DEPTHWISE_CONV_2D,
    OP_MAX_POOL_2D,
    OP_QUANTIZE,
    OP_RELU,
    OP_RELU6,
    OP_RESHAPE,
)
from seedlite.model import WEIGHTS, Model, Operator, bias_of
from seedlite.prepare.dead_channels.observing import observed
from seedlite.prepare.dead_channels.shapes import is_padded, keeps_channels, mixes_channels
from seedlite.prepare.requantization import INT8, output_range, requantized

# copy values, within limits
SAME_VALUES = (OP_AVERAGE_POOL_2D, OP_MAX_POOL_2D, OP_RELU6, OP_RESHAPE)
BY_MULTIPLIER = (OP_QUANTIZE, OP_RELU)


@dataclass(frozen=True)
class Range:
    """int64 [channels] each; channels run along the tensor's last axis."""

    low: np.ndarray
    high: np.ndarray

    @property
    def constant(self) -> np.ndarray:
        return self.low == self.high

    def tiled(self, channels: int) -> "Range":
        """Repeats the range along an axis of `channels` elements."""
        times = channels // len(self.low)
        return Range(np.tile(self.low, times), np.tile(self.high, times))


def anything(channels: int) -> Range:
    return Range(np.full(channels, int(INT8.min)), np.full(channels, int(INT8.max)))


def channel_ranges(model: Model) -> dict[int, Range]:
    """Returns the range of every activation, by tensor."""
    seen = observed(model)
    ranges = {t: anything(model.tensors[t].shape[-1]) for t in seen if model.tensors[t].shape}
    for operator in model.operators:
        if not operator.inputs or not operator.outputs:
            continue
        source, output = operator.inputs[0], operator.outputs[0]
        if source in ranges and _reads_whole_channels(model, operator):
            ranges[output] = _weighted(model, operator, ranges[source])
        elif keeps_channels(model, operator):
            ranges[output] = _passed_on(model, operator, ranges, seen[output])
    return ranges


def _reads_whole_channels(model: Model, operator: Operator) -> bool:
    """Tells whether stored weights are applied channel by channel: a dense layer may split its
    input elsewhere."""
    if operator.code == OP_DEPTHWISE_CONV_2D:
        return model.tensors[operator.inputs[WEIGHTS]].data is not None
    return mixes_channels(model, operator)


def _weighted(model: Model, operator: Operator, source: Range) -> Range:
    """Returns the range of a convolution or dense layer: sums of the extremes, requantized."""
    weights = model.tensors[operator.inputs[WEIGHTS]]
    sums = _sums(model, operator, source)
    scales = np.broadcast_to(weights.scales, sums.low.shape)
    return _requantized(model, operator, sums, scales, operator.fused_activation)


def _requantized(
    model: Model, operator: Operator, sums: Range, filter_scales: np.ndarray, activation: int
) -> Range:
    """Returns the outputs for accumulators in a range; anything where they may overflow."""
    source, output = (model.tensors[t] for t in (operator.inputs[0], operator.outputs[0]))
    (low, low_grows), (high, high_grows) = (
        requantized(end, source, filter_scales, output, activation) for end in (sums.low, sums.high)
    )
    free, grows = anything(len(low)), low_grows & high_grows
    return Range(np.where(grows, low, free.low), np.where(grows, high, free.high))


def _sums(model: Model, operator: Operator, source: Range) -> Range:
    """Returns the least and greatest accumulators of each output channel."""
    weights = model.tensors[operator.inputs[WEIGHTS]].array().astype(np.int64)
    zero = model.tensors[operator.inputs[0]].zero_point
    low, high = source.low - zero, source.high - zero
    if is_padded(model, operator):
        low, high = np.minimum(low, 0), np.maximum(high, 0)  # padding is the zero point
    if operator.code == OP_DEPTHWISE_CONV_2D:
        taps = weights.reshape(-1, weights.shape[-1])
        repeat = weights.shape[-1] // len(low)
        low, high = np.repeat(low, repeat), np.repeat(high, repeat)
        ends = np.stack([taps * low, taps * high])
        least, most = ends.min(axis=0).sum(axis=0), ends.max(axis=0).sum(axis=0)
    else:
        rows = weights.reshape(weights.shape[0], -1)
        times = rows.shape[1] // len(low)
        low, high = np.tile(low, times), np.tile(high, times)
        positive, negative = np.maximum(rows, 0), np.minimum(rows, 0)
        least, most = positive @ low + negative @ high, positive @ high + negative @ low
    bias = bias_of(operator)
    offset = 0 if bias is None else model.tensors[bias].flat().astype(np.int64)
    return Range(least + offset, most + offset)


def _passed_on(
    model: Model, operator: Operator, ranges: dict[int, Range], seen: np.ndarray
) -> Range:
    """Returns the range of an operator that computes channel by channel."""
    channels = seen.shape[-1]
    sources = [ranges[t].tiled(channels) for t in operator.inputs if t in ranges]
    if operator.code in SAME_VALUES:
        low, high = output_range(model, operator)
        return Range(np.clip(sources[0].low, low, high), np.clip(sources[0].high, low, high))
    if operator.code in BY_MULTIPLIER:
        return _rescaled(model, operator, sources[0])
    # constant inputs give constant outputs: the observed ones
    constant = np.logical_and.reduce([source.constant for source in sources])
    value = seen.reshape(-1, channels)[0].astype(np.int64)
    free = anything(channels)
    return Range(np.where(constant, value, free.low), np.where(constant, value, free.high))


def _rescaled(model: Model, operator: Operator, source: Range) -> Range:
    zero = model.tensors[operator.inputs[0]].zero_point
    activation = ACTIVATION_RELU if operator.code == OP_RELU else ACTIVATION_NONE
    steps = Range(source.low - zero, source.high - zero)
    return _requantized(model, operator, steps, np.ones(len(steps.low)), activation)
