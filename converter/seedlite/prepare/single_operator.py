"""Extracts one operator as a model of its own, for the runtime to judge or to run."""

from dataclasses import replace

import numpy as np

from seedlite.format.constants import (
    OP_ASSIGN_VARIABLE,
    OP_CALL_ONCE,
    OP_READ_VARIABLE,
    OP_VAR_HANDLE,
    TYPE_INT8,
)
from seedlite.model import (
    Model,
    Operator,
    Quantization,
    Tensor,
    handles_of,
    pack,
    plan_arena,
    plan_metadata,
    value_of,
)


def alone(model: Model, operator: Operator) -> bytes:
    """Returns a planned file of the operator, with its activations as inputs and outputs."""
    used = list(dict.fromkeys(t for t in (*operator.inputs, *operator.outputs) if t >= 0))
    number = {old: new for new, old in enumerate(used)} | {-1: -1}
    tensors = [replace(model.tensors[t], name="") for t in used]
    inputs, outputs = ([number[t] for t in side] for side in (operator.inputs, operator.outputs))
    computed = [t for t in dict.fromkeys(inputs) if t >= 0 and tensors[t].data is None]
    ports = [t for t in computed if not tensors[t].variable]
    only = replace(operator, inputs=inputs, outputs=outputs)
    single = Model(tensors, [only], ports, outputs)
    if operator.code in (OP_READ_VARIABLE, OP_ASSIGN_VARIABLE):
        _declare(single, model, operator)
    single.metadata = plan_metadata(plan_arena(single))
    return pack(single)


def _declare(single: Model, model: Model, operator: Operator) -> None:
    """Declares the operator's variable, if it has a handle and a value, with zeros as its initial
    value; and gives the model an input that is its output, as the operator may lack one."""
    name, value = handles_of(model).get(operator.inputs[0]), value_of(model, operator)
    if name is None or value is None:
        return
    handle = single.operators[0].inputs[0]
    single.variables = {name: replace(value, data=bytes(value.count))}
    single.operators[:0] = [
        Operator(OP_CALL_ONCE, [], [], {"init_subgraph_index": 1}),
        Operator(OP_VAR_HANDLE, [], [handle], variable=name),
    ]
    single.tensors.append(
        Tensor((1,), TYPE_INT8, None, Quantization(np.ones(1, "<f4"), np.zeros(1, "<i8")))
    )
    through = len(single.tensors) - 1
    single.inputs = [*(t for t in single.inputs if t != handle), through]
    single.outputs = [*single.outputs, through]
