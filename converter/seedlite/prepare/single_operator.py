"""Extracts one operator as a model of its own, for the runtime to judge or to run."""

from dataclasses import replace

from seedlite.model import Model, Operator, pack, plan_arena, plan_metadata


def alone(model: Model, operator: Operator) -> bytes:
    """Returns a planned file of the operator, with its activations as inputs and outputs."""
    used = list(dict.fromkeys(t for t in (*operator.inputs, *operator.outputs) if t >= 0))
    number = {old: new for new, old in enumerate(used)} | {-1: -1}
    tensors = [replace(model.tensors[t], name="") for t in used]
    inputs, outputs = ([number[t] for t in side] for side in (operator.inputs, operator.outputs))
    ports = [t for t in dict.fromkeys(inputs) if t >= 0 and tensors[t].data is None]
    only = replace(operator, inputs=inputs, outputs=outputs)
    single = Model(tensors, [only], ports, outputs)
    single.metadata = plan_metadata(plan_arena(single))
    return pack(single)
