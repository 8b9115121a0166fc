"""Observes the activations of one inference, operator by operator."""

from dataclasses import replace

import numpy as np

from seedlite.interpreters import Runtime
from seedlite.model import UNPLANNED, Model, pack, plan_arena, plan_metadata


def observed(model: Model) -> dict[int, np.ndarray]:
    """Returns all activations of a stock model for inputs of zeros: int8, in their shapes."""
    plan = plan_arena(model)
    runtime = Runtime(pack(replace(model, metadata=plan_metadata(plan))))

    def value(tensor: int) -> np.ndarray:
        begin, shape = plan.offsets[tensor], model.tensors[tensor].shape
        values = runtime.activations[begin : begin + model.tensors[tensor].count]
        return values.view(np.int8).reshape(shape).copy()

    seen = {tensor: value(tensor) for tensor in model.inputs}
    for number, operator in enumerate(o for o in model.operators if o.computes):
        runtime.invoke_operators(number, number + 1)
        seen |= {t: value(t) for t in operator.outputs if plan.offsets[t] != UNPLANNED}
    return seen
