"""Removes dead channels from a network."""

from dataclasses import replace

import numpy as np

from seedlite.codec import bias_quantization, editable
from seedlite.format.constants import OP_DEPTHWISE_CONV_2D, OP_RESHAPE, TYPE_INT32
from seedlite.model import (
    CHANNEL_AXES,
    KINDS,
    WEIGHTS,
    Model,
    Operator,
    Quantization,
    Tensor,
    bias_of,
    bias_place,
)
from seedlite.prepare.dead_channels.groups import Group, dead_channels, groups_of
from seedlite.prepare.dead_channels.ranges import Range, channel_ranges
from seedlite.prepare.dead_channels.shapes import mixes_channels


def remove_dead_channels(model: Model) -> tuple[Model, int]:
    """Returns a copy of a stock model with the same outputs for every input, and the number of
    removed output channels of layers. Operators keep their numbers."""
    model, removed = editable(model), 0
    while True:
        ranges = channel_ranges(model)
        dead = [(group, dead_channels(model, group, ranges)) for group in groups_of(model)]
        dead = [(group, channels) for group, channels in dead if channels.any()]
        if not dead:
            return model, removed
        for group, channels in dead:
            removed += _remove(model, group, channels, ranges)


def _remove(model: Model, group: Group, dead: np.ndarray, ranges: dict[int, Range]) -> int:
    kept = {t: np.tile(~dead, model.tensors[t].shape[-1] // len(dead)) for t in group.tensors}
    # readers first: in a residual network an operator may be reader and writer
    mixing = [n for n, operator in enumerate(model.operators) if mixes_channels(model, operator)]
    for number in mixing:
        source = model.operators[number].inputs[0]
        if source in kept:
            _drop_inputs(model, number, kept[source], ranges[source])
    removed = 0
    for number, operator in enumerate(model.operators):
        weighted = number in mixing or operator.code == OP_DEPTHWISE_CONV_2D
        if weighted and operator.outputs[0] in kept:
            removed += _drop_outputs(model, number, kept[operator.outputs[0]])
    for tensor, keep in kept.items():
        old = model.tensors[tensor]
        model.tensors[tensor] = replace(old, shape=(*old.shape[:-1], int(keep.sum())))
    for number, operator in enumerate(model.operators):
        if operator.code == OP_RESHAPE and operator.outputs[0] in kept:
            _renew_shape(model, number)
    return removed


def _drop_inputs(model: Model, number: int, keep: np.ndarray, source: Range) -> None:
    """Drops input channels and folds their contribution into the bias. Channels multiplied with
    zeros only contribute nothing, and need not be constant."""
    operator = model.operators[number]
    weights = model.tensors[operator.inputs[WEIGHTS]]
    columns = weights.array().reshape(weights.shape[0], -1, len(keep))
    value = source.low - model.tensors[operator.inputs[0]].zero_point
    added = columns.astype(np.int64).sum(axis=1)[:, ~keep] @ value[~keep]
    left = columns[:, :, keep]
    shape = (*weights.shape[:-1], weights.shape[-1] // len(keep) * int(keep.sum()))
    _set_input(model, number, WEIGHTS, replace(weights, shape=shape, data=left.tobytes()))
    if added.any():
        _set_input(model, number, bias_place(operator), _raised_bias(model, operator, added))


def _raised_bias(model: Model, operator: Operator, added: np.ndarray) -> Tensor:
    index = bias_of(operator)
    if index is not None:
        old = model.tensors[index]
        return replace(old, data=(old.flat() + added).astype("<i4").tobytes())
    source, weights = (model.tensors[operator.inputs[i]] for i in (0, WEIGHTS))
    quantization = bias_quantization(source.scale, weights.scales)
    return Tensor(added.shape, TYPE_INT32, added.astype("<i4").tobytes(), quantization)


def _drop_outputs(model: Model, number: int, keep: np.ndarray) -> int:
    """Drops output channels of an operator with weights; returns their number."""
    operator = model.operators[number]
    axis = CHANNEL_AXES[KINDS[operator.code]]
    weights = model.tensors[operator.inputs[WEIGHTS]]
    values = np.compress(keep, weights.array(), axis)
    _set_input(
        model,
        number,
        WEIGHTS,
        replace(
            weights,
            shape=values.shape,
            data=values.tobytes(),
            quantization=_kept_scales(weights.quantization, keep),
        ),
    )
    index = bias_of(operator)
    if index is not None:
        bias = model.tensors[index]
        left = bias.flat()[keep]
        scales = _kept_scales(bias.quantization, keep)
        fresh = replace(bias, shape=left.shape, data=left.tobytes(), quantization=scales)
        _set_input(model, number, bias_place(operator), fresh)
    return int((~keep).sum())


def _kept_scales(quantization: Quantization | None, keep: np.ndarray) -> Quantization | None:
    if quantization is None or len(quantization.scales) == 1:
        return quantization
    return replace(
        quantization,
        scales=quantization.scales[keep],
        zero_points=quantization.zero_points[keep],
    )


def _renew_shape(model: Model, number: int) -> None:
    """Updates the new shape of a RESHAPE, in whatever form it is given."""
    operator = model.operators[number]
    if len(operator.inputs) > 1 and operator.inputs[1] >= 0:
        shape = np.array(model.tensors[operator.outputs[0]].shape, "<i4")
        _set_input(model, number, 1, Tensor(shape.shape, TYPE_INT32, shape.tobytes()))


def _set_input(model: Model, number: int, place: int, tensor: Tensor) -> None:
    """Replaces an input by a new tensor: others may share the old one."""
    model.tensors.append(tensor)
    operator = model.operators[number]
    inputs = [*operator.inputs] + [-1] * (place + 1 - len(operator.inputs))
    inputs[place] = len(model.tensors) - 1
    model.operators[number] = replace(operator, inputs=inputs)
