"""Groups of tensors that lose the same channels: those between mixing operators."""

import math
from dataclasses import dataclass, field

import numpy as np

from seedlite.model import WEIGHTS, Model, Operator, bias_of
from seedlite.prepare.dead_channels.ranges import Range
from seedlite.prepare.dead_channels.shapes import is_padded, keeps_channels, mixes_channels
from seedlite.prepare.requantization import INT32


@dataclass
class Group:
    """Tensors with the same channels. `fixed`: an operator or user needs all channels. `readers`:
    numbers of the mixing operators that read one of the tensors."""

    tensors: set[int]
    fixed: bool = False
    readers: list[int] = field(default_factory=list)

    def channels(self, model: Model) -> int:
        """Returns the channels that the tensors have in common; longer axes repeat them."""
        return math.gcd(*(model.tensors[t].shape[-1] for t in self.tensors))


def groups_of(model: Model) -> list[Group]:
    """Returns all activations with a shape, in groups."""
    by_tensor: dict[int, Group] = {}
    for tensor in {*model.inputs, *(t for o in model.operators for t in o.outputs)}:
        ported = tensor in model.inputs or tensor in model.outputs
        by_tensor[tensor] = Group({tensor}, fixed=ported or not model.tensors[tensor].shape)
    for number, operator in enumerate(model.operators):
        touched = [t for t in (*operator.inputs, *operator.outputs) if t in by_tensor]
        if keeps_channels(model, operator):
            _join([by_tensor[t] for t in touched], by_tensor)
        elif mixes_channels(model, operator):
            by_tensor[operator.inputs[0]].readers.append(number)
        else:
            for tensor in touched:
                by_tensor[tensor].fixed = True
    return list({id(group): group for group in by_tensor.values()}.values())


def _join(parts: list[Group], by_tensor: dict[int, Group]) -> None:
    joined = parts[0]
    for part in parts[1:]:
        if part is not joined:
            joined.tensors |= part.tensors
            joined.fixed |= part.fixed
            joined.readers += part.readers
    for tensor in joined.tensors:
        by_tensor[tensor] = joined


def dead_channels(model: Model, group: Group, ranges: dict[int, Range]) -> np.ndarray:
    """Returns the channels that no reader needs: bool [channels], or [1] for a fixed group. One
    always stays."""
    if group.fixed:
        return np.zeros(1, bool)
    dead = np.ones(group.channels(model), bool)
    for number in group.readers:
        operator = model.operators[number]
        free = _dispensable(model, operator, ranges[operator.inputs[0]])
        dead &= free.reshape(-1, len(dead)).all(axis=0)
    if dead.all():
        dead[0] = False
    return dead


def _dispensable(model: Model, operator: Operator, source: Range) -> np.ndarray:
    """Returns the channels that are multiplied with zeros only, or are constants that a bias can
    replace: bool [input channels]. Next to padding, which adds nothing, only the zero point can be
    replaced."""
    weights = model.tensors[operator.inputs[WEIGHTS]].array().astype(np.int64)
    zeros = np.all(weights.reshape(-1, len(source.low)) == 0, axis=0)
    if not _bias_has_room(model, operator, weights):
        return zeros
    is_zero = source.low == model.tensors[operator.inputs[0]].zero_point
    foldable = is_zero if is_padded(model, operator) else np.ones_like(is_zero)
    return np.where(source.constant, zeros | foldable, zeros)


def _bias_has_room(model: Model, operator: Operator, weights: np.ndarray) -> bool:
    """Tells whether every fold of constants stays within int32."""
    bias = bias_of(operator)
    largest = 0 if bias is None else int(np.abs(model.tensors[bias].array().astype(np.int64)).max())
    sums = 255 * np.abs(weights).reshape(len(weights), -1).sum(axis=1).max()
    return largest + int(sums) <= INT32.max
