"""Folds operators that read only constants."""

from dataclasses import replace

import numpy as np

from seedlite.model import DTYPES, Model, Operator
from seedlite.prepare.folding.integers import evaluate
from seedlite.prepare.folding.runtime import run_constant


def fold_constants(model: Model) -> None:
    """Replaces operators by their results, in the model's own lists. Operators that write an output
    of the model stay."""
    left = []
    for operator in model.operators:
        results = None if set(operator.outputs) & set(model.outputs) else _computed(model, operator)
        if results is None:
            left.append(operator)
            continue
        for index, values in zip(operator.outputs, results, strict=True):
            tensor = model.tensors[index]
            data = values.astype(DTYPES[tensor.type]).tobytes()
            model.tensors[index] = replace(tensor, data=data)
    model.operators = left


def _computed(model: Model, operator: Operator) -> list[np.ndarray] | None:
    """Returns the operator's outputs; None if they depend on an input or are not known exactly."""
    results = evaluate(model, operator)
    if results is None:
        results = run_constant(model, operator)
    if results is None or len(results) != len(operator.outputs):
        return None
    tensors = [model.tensors[t] for t in operator.outputs]
    fits = all(_holds(t.shape, t.type, r) for t, r in zip(tensors, results, strict=True))
    return results if fits else None


def _holds(shape: tuple[int, ...], type: int, values: np.ndarray) -> bool:
    """Tells whether a tensor of that shape and type holds the values exactly."""
    if type not in DTYPES or values.shape != shape or not values.size:
        return False
    limits = np.iinfo(DTYPES[type])
    return bool(limits.min <= values.min() and values.max() <= limits.max)
