"""Reduces operators that only reshape values to one RESHAPE, or none."""

from dataclasses import replace

import numpy as np

from seedlite.format.constants import (
    OP_EXPAND_DIMS,
    OP_PACK,
    OP_RESHAPE,
    OP_SQUEEZE,
    OP_UNPACK,
    TYPE_FLOAT32,
    TYPE_INT8,
    TYPE_INT32,
    TYPE_UINT8,
)
from seedlite.model import Model, Operator, Tensor
from seedlite.prepare.folding.integers import same_quantization

ACTIVATIONS = (TYPE_INT8, TYPE_UINT8, TYPE_FLOAT32)


def to_reshapes(model: Model) -> None:
    """Replaces operators that only reshape activations by RESHAPE, and gives every RESHAPE with a
    computed shape the output's shape as a constant."""
    for place, operator in enumerate(model.operators):
        if _only_reshapes(model, operator):
            reshape = Operator(
                OP_RESHAPE, operator.inputs[:1], operator.outputs, number=operator.number
            )
            model.operators[place] = _with_shape(model, reshape)
        elif operator.code == OP_RESHAPE and len(operator.inputs) > 1:
            shape = operator.inputs[1]
            if shape >= 0 and model.tensors[shape].data is None:
                model.operators[place] = _with_shape(model, operator)


def _only_reshapes(model: Model, operator: Operator) -> bool:
    single = len(operator.inputs) == len(operator.outputs) == 1
    of_one = single and operator.code in (OP_PACK, OP_UNPACK)
    if operator.code not in (OP_EXPAND_DIMS, OP_SQUEEZE) and not of_one:
        return False
    if not operator.inputs or operator.inputs[0] < 0 or len(operator.outputs) != 1:
        return False
    source, target = model.tensors[operator.inputs[0]], model.tensors[operator.outputs[0]]
    same = source.type == target.type and source.type in ACTIVATIONS
    return same and source.count == target.count


def _with_shape(model: Model, reshape: Operator) -> Operator:
    shape = np.array(model.tensors[reshape.outputs[0]].shape, "<i4")
    model.tensors.append(Tensor(shape.shape, TYPE_INT32, shape.tobytes()))
    return replace(reshape, inputs=[reshape.inputs[0], len(model.tensors) - 1])


def join_reshapes(model: Model) -> None:
    """Makes every RESHAPE read the input of the RESHAPEs before it, and removes those without
    effect. Dead operators are left to another pass."""
    before: dict[int, int] = {}  # the first input of the RESHAPEs that wrote a tensor
    for place, operator in enumerate(model.operators):
        if operator.code == OP_RESHAPE and operator.inputs and len(operator.outputs) == 1:
            source = before.get(operator.inputs[0], operator.inputs[0])
            before[operator.outputs[0]] = source
            inputs = [source, *operator.inputs[1:]]
            model.operators[place] = replace(operator, inputs=inputs)
    place = 0
    while place < len(model.operators):
        if not (_changes_nothing(model, model.operators[place]) and _take_out(model, place)):
            place += 1


def _changes_nothing(model: Model, operator: Operator) -> bool:
    whole = operator.code == OP_RESHAPE and operator.inputs and len(operator.outputs) == 1
    if not whole or operator.inputs[0] < 0:
        return False
    source, target = model.tensors[operator.inputs[0]], model.tensors[operator.outputs[0]]
    same = source.shape == target.shape and source.type == target.type
    return same and source.data is None and same_quantization(source, target)


def _take_out(model: Model, place: int) -> bool:
    """Merges input and output to one tensor, which keeps a port's name; returns False if both are
    ports."""
    operator = model.operators[place]
    source, target = operator.inputs[0], operator.outputs[0]
    if target in model.outputs:
        if source in (*model.inputs, *model.outputs):
            return False
        source, target = target, source
    model.operators = [
        replace(
            o,
            inputs=[source if t == target else t for t in o.inputs],
            outputs=[source if t == target else t for t in o.outputs],
        )
        for number, o in enumerate(model.operators)
        if number != place
    ]
    return True
