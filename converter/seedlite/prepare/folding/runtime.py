"""Evaluates operators on int8 constants with the runtime itself."""

from dataclasses import replace

import numpy as np

from seedlite.errors import BadInputError
from seedlite.format.constants import TYPE_INT8
from seedlite.interpreters import Runtime
from seedlite.model import RUNTIME, Model, Operator
from seedlite.prepare.single_operator import alone


def run_constant(model: Model, operator: Operator) -> list[np.ndarray] | None:
    """Returns the operator's int8 outputs; None if an input is no constant or the runtime refuses
    it."""
    if operator.code not in RUNTIME:
        return None
    place = RUNTIME[operator.code].activation
    if not place < len(operator.inputs):
        return None
    constants = [model.tensors[t] for t in operator.inputs if t >= 0]
    outputs = [model.tensors[t] for t in operator.outputs]
    source = operator.inputs[place]
    quantized = source >= 0 and all(t.type == TYPE_INT8 for t in (*outputs, model.tensors[source]))
    if not quantized or any(t.data is None for t in constants):
        return None
    tensors = [*model.tensors, replace(model.tensors[source], data=None)]
    inputs = [*operator.inputs]
    inputs[place] = len(model.tensors)
    try:
        runtime = Runtime(alone(replace(model, tensors=tensors), replace(operator, inputs=inputs)))
    except BadInputError:
        return None
    results = runtime.invoke([model.tensors[source].array()])
    return [values.reshape(t.shape) for values, t in zip(results, outputs, strict=True)]
