"""Constraints on operators that read and assign variables."""

from seedlite.format.constants import OP_VAR_HANDLE, TYPE_INT8, TYPE_UINT8
from seedlite.model import value_of
from seedlite.prepare.checking.constraints.node import Node, broken, type_of


def handle(node: Node) -> str:
    """The first input is a variable's handle, from a VAR_HANDLE.

    Convert the model again: the file is damaged"""
    made = {t for o in node.model.operators if o.code == OP_VAR_HANDLE for t in o.outputs}
    return broken("another tensor", bool(node.operator.inputs) and node.operator.inputs[0] in made)


def variable_value(node: Node) -> str:
    """The variable's value is int8 or uint8, and there is no other input or output.

    Quantize the whole model to int8 (TFLITE_BUILTINS_INT8)"""
    operator, value = node.operator, value_of(node.model, node.operator)
    if value is None or len(operator.inputs) + len(operator.outputs) != 2:
        return f"{len(operator.inputs)} inputs and {len(operator.outputs)} outputs"
    return broken(f"it is {type_of(value)}", value.type in (TYPE_INT8, TYPE_UINT8))
