"""Checks variables, which keep their values from one inference to the next."""

from collections.abc import Iterator

from seedlite.format.constants import (
    MAX_VARIABLE_NAME,
    MAX_VARIABLES,
    OP_CALL_ONCE,
    OP_READ_VARIABLE,
    OP_VAR_HANDLE,
)
from seedlite.model import Model, Operator, Tensor, VariableName, handles_of, value_of
from seedlite.prepare.checking.constraints.node import type_of
from seedlite.prepare.checking.reason import Reason
from seedlite.prepare.folding.fold import USES

AGAIN = "convert the model again"


def variable_reasons(model: Model) -> Iterator[Reason]:
    """Yields reasons against the variables of a model as a whole."""
    yield from _call_reasons(model)
    yield from _name_reasons(model)
    kinds = {name: _kind(value) for name, value in model.variables.items()}
    uses = list(_uses(model))
    assigned = {name for place, name, _ in uses if model.operators[place].code != OP_READ_VARIABLE}
    for place, name, value in uses:
        if (kind := kinds.setdefault(name, _kind(value))) != _kind(value):
            cause = f"{_said(_kind(value))}, where variable '{_text(name)}' has {_said(kind)}"
            yield Reason.of(model, place, cause, AGAIN, "E_SHAPE")
        if name not in assigned and name not in model.variables:
            cause = f"variable '{_text(name)}' is never assigned"
            yield Reason.of(model, place, cause, "give it an initial value", "E_GRAPH")


def _uses(model: Model) -> Iterator[tuple[int, VariableName, Tensor]]:
    """Yields the operators that read and assign variables, by place, with their values."""
    handles = handles_of(model)
    for place, operator in enumerate(model.operators):
        value = value_of(model, operator)
        if value is not None and operator.inputs and operator.inputs[0] in handles:
            yield place, handles[operator.inputs[0]], value


def _call_reasons(model: Model) -> Iterator[Reason]:
    """Yields reasons against calls of what should be initial subgraphs."""
    codes = [o.code for o in model.operators]
    used = [place for place, code in enumerate(codes) if code in USES]
    for place, operator in enumerate(model.operators):
        if operator.code != OP_CALL_ONCE:
            continue
        if operator.inputs or operator.outputs or (used and used[0] < place):
            cause = "is called with values, or after a variable is used"
            yield Reason.of(model, place, cause, AGAIN)
    if model.subgraphs > 1 and OP_CALL_ONCE in codes:
        cause = "its subgraph does more than to assign constants to variables"
        yield Reason.of(model, codes.index(OP_CALL_ONCE), cause, "give variables constant values")


def _name_reasons(model: Model) -> Iterator[Reason]:
    handles = [(place, o.variable) for place, o in enumerate(model.operators) if o.variable]
    if len(handles) > MAX_VARIABLES:
        place, _ = handles[MAX_VARIABLES]
        cause = f"{len(handles)} handles of variables; {MAX_VARIABLES} are the most"
        yield Reason.of(model, place, cause, "join variables of like layers in one")
    containers: dict[bytes, bytes] = {}
    for place, name in handles:
        if max(map(len, name)) > MAX_VARIABLE_NAME:
            cause = f"the variable's name has more than {MAX_VARIABLE_NAME} bytes"
            yield Reason.of(model, place, cause, "shorten it")
        if containers.setdefault(name.name, name.container) != name.container:
            cause = f"variable '{_text(name)}' is in two containers"
            yield Reason.of(model, place, cause, "rename one of the two variables")


def is_declaration(operator: Operator) -> bool:
    """Tells whether the operator only declares variables, which `variable_reasons` judges."""
    return operator.code in (OP_CALL_ONCE, OP_VAR_HANDLE)


def _kind(value: Tensor) -> tuple[str, int]:
    return type_of(value), value.count


def _said(kind: tuple[str, int]) -> str:
    type, count = kind
    return f"{count} {type} values"


def _text(name: VariableName) -> str:
    return name.name.decode("utf-8", "replace")
