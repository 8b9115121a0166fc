"""Collects all obstacles to a model's conversion, from the whole to single operators."""

from collections.abc import Iterator

from seedlite.errors import BadInputError, UnsupportedError
from seedlite.format.constants import (
    TYPE_INT8,
    TYPE_INT16,
    TYPE_INT32,
    TYPE_RESOURCE,
    TYPE_UINT8,
)
from seedlite.interpreters import verify
from seedlite.model import RUNTIME, Model, Operator
from seedlite.prepare.borders import take_off
from seedlite.prepare.checking.constraints.node import Node, type_of
from seedlite.prepare.checking.constraints.table import violations
from seedlite.prepare.checking.constraints.tensors import activation_types
from seedlite.prepare.checking.foreign import (
    foreign_reason,
    subgraph_reasons,
)
from seedlite.prepare.checking.kinds import kind_reasons, kinds_of
from seedlite.prepare.checking.ports import (
    CONVERSIONS,
    fault_reasons,
    is_port_conversion,
    port_reasons,
)
from seedlite.prepare.checking.reason import Reason, merged
from seedlite.prepare.checking.variables import is_declaration, variable_reasons
from seedlite.prepare.single_operator import alone

KNOWN_TYPES = (TYPE_INT8, TYPE_INT16, TYPE_INT32, TYPE_UINT8, TYPE_RESOURCE)


def judge(model: Model) -> tuple[list[Reason], Model]:
    """Why the runtime cannot run a folded model, none where it can, as far as its operators go;
    and the model without its borders, as far as they can be taken off."""
    decodes = [place for place, o in enumerate(model.operators) if o.is_decode]
    if decodes:  # other checks would misjudge the missing weights
        return merged(foreign_reason(model, place) for place in decodes), model
    kinds = kinds_of(model)
    types = {kind.type for kind in kinds.values()}  # their activations need no other reason
    found = [*kind_reasons(model, kinds), *variable_reasons(model), *subgraph_reasons(model)]
    taken = take_off(model)
    if not {fault.tensor.type for fault in taken.faults} & types:
        found += fault_reasons(taken.faults)
    found += port_reasons(taken.model)
    found += _operator_reasons(taken.model, types)
    return merged(found), taken.model


def _operator_reasons(model: Model, types: set[int]) -> Iterator[Reason]:
    """Yields reasons by operator. types: of activations that a reason for the whole model
    covers."""
    for place, operator in enumerate(model.operators):
        if is_declaration(operator) or is_port_conversion(model, operator):
            continue
        others = _other_types(model, operator)
        covered = bool(others) and others <= types
        if operator.code in CONVERSIONS and others:
            if not covered and _is_island(model, operator):
                yield _island(model, place)
        elif operator.code not in RUNTIME:
            detail = "" if covered else _detail(model, operator)
            yield foreign_reason(model, place, detail)
        elif not covered:
            yield from _constraint_reasons(model, place)


def _other_types(model: Model, operator: Operator) -> set[int]:
    """Returns the types of an operator's activations that no kernel of its kind takes."""
    taken = activation_types(operator)
    return {t.type for _, t in Node(model, operator).activations() if t.type not in taken}


def _detail(model: Model, operator: Operator) -> str:
    tensors = [model.tensors[t] for t in operator.inputs if t >= 0]
    names = {type_of(t) for t in tensors if t.data is None}
    return f", and computes in {', '.join(sorted(names))}" if "float32" in names else ""


def _is_island(model: Model, operator: Operator) -> bool:
    """Tells whether the float side of a QUANTIZE or DEQUANTIZE meets another one directly;
    otherwise the operators between them have their own reasons."""
    conversions = [o for o in model.operators if o.code in CONVERSIONS]
    around = {t for o in conversions if o is not operator for t in (*o.inputs, *o.outputs)}
    beyond = [*operator.inputs, *operator.outputs]
    return any(t in around for t in beyond if model.tensors[t].type != TYPE_INT8)


def _island(model: Model, place: int) -> Reason:
    return Reason.of(
        model,
        place,
        "values leave int8 and come back, inside the model",
        "quantize the model as a whole",
    )


def _constraint_reasons(model: Model, place: int) -> Iterator[Reason]:
    """Yields the reasons against an operator that has a kernel. The runtime decides; constraints
    explain."""
    operator = model.operators[place]
    refusal = _refusal(model, operator)
    if refusal is None:
        return
    code, words = refusal
    broken = violations(Node(model, operator)) or [
        (f"the runtime refuses it ({words})", "convert the model again")
    ]
    for cause, remedy in broken:
        yield Reason.of(model, place, cause, remedy, code)


def _refusal(model: Model, operator: Operator) -> tuple[str, str] | None:
    """Returns the runtime's code and message against the operator, or None."""
    tensors = [model.tensors[t] for t in (*operator.inputs, *operator.outputs) if t >= 0]
    if any(t.type not in KNOWN_TYPES or t.sparse for t in tensors):
        return "E_UNSUPPORTED", "tensor's type"
    try:
        verify(alone(model, operator))
    except BadInputError as error:
        return error.code, error.message
    return None


def refuse(reasons: list[Reason], source: str) -> None:
    """Raises UnsupportedError with all reasons, if there are any."""
    if not reasons:
        return
    code = reasons[0].code
    if len(reasons) == 1:
        raise UnsupportedError(f"{source}: {reasons[0]}", code)
    lines = "".join(f"\n  {reason}" for reason in reasons)
    raise UnsupportedError(f"{source}: {len(reasons)} things stand in the way:{lines}", code)
