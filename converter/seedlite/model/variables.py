"""Queries on variables, which keep their values from one inference to the next."""

from seedlite.format.constants import OP_ASSIGN_VARIABLE, OP_READ_VARIABLE
from seedlite.model.graph import Model, Operator, Tensor, VariableName


def handles_of(model: Model) -> dict[int, VariableName]:
    """Returns the variable of each tensor that is a handle."""
    return {t: o.variable for o in model.operators if o.variable for t in o.outputs}


def value_of(model: Model, operator: Operator) -> Tensor | None:
    """Returns the tensor that a READ_VARIABLE writes or an ASSIGN_VARIABLE reads; None if it has
    none, or for another operator."""
    if operator.code == OP_READ_VARIABLE and operator.outputs:
        return model.tensors[operator.outputs[0]]
    if operator.code == OP_ASSIGN_VARIABLE and len(operator.inputs) > 1:
        return model.tensors[operator.inputs[1]] if operator.inputs[1] >= 0 else None
    return None


def has_state(model: Model) -> bool:
    """Tells whether the model keeps values from one inference to the next, so that its samples are
    sequences."""
    return bool(handles_of(model)) or any(model.tensors[t].variable for t in model.used_tensors)
