"""The model's inputs and outputs."""

from seedlite._constants import TYPE_INT8
from seedlite.checking.constraints.node import type_of
from seedlite.checking.reason import Reason
from seedlite.runtime.host import MAX_PORTS
from seedlite.tflite import Model, Operator
from seedlite.tflite.names import operator_code

QUANTIZE, DEQUANTIZE = operator_code("QUANTIZE"), operator_code("DEQUANTIZE")


def port_reasons(model: Model) -> list[Reason]:
    """Why inputs and outputs stand in the way: their number, or a batch."""
    reasons = []
    for port, tensors in (("input", model.inputs), ("output", model.outputs)):
        if len(tensors) > MAX_PORTS:
            reasons.append(
                Reason(
                    f"{len(tensors)} {port}s; {MAX_PORTS} are the most",
                    f"join {port}s in one tensor (Concatenate)",
                )
            )
    for number, index in enumerate(model.inputs):
        tensor = model.tensors[index]
        if tensor.shape and tensor.shape[0] > 1:
            reasons.append(
                Reason(
                    f"input {number} '{tensor.name}' has batch {tensor.shape[0]}",
                    "convert the model with a batch dimension of 1",
                    code="E_SHAPE",
                )
            )
    return reasons


def port_type_reasons(model: Model) -> list[Reason]:
    """Why ports of other types than int8 stand in the way. (All that is said of them: where they
    convert, this function and `is_port_conversion` leave.)"""
    return [
        Reason(
            f"{port} {number} '{tensor.name}' is {type_of(tensor)}",
            f"convert the model with inference_{port}_type = tf.int8",
        )
        for port, tensors in (("input", model.inputs), ("output", model.outputs))
        for number, tensor in enumerate(model.tensors[t] for t in tensors)
        if tensor.type != TYPE_INT8
    ]


def is_port_conversion(model: Model, operator: Operator) -> bool:
    """Whether a QUANTIZE or DEQUANTIZE only converts between a port of another type and int8."""
    if operator.code not in (QUANTIZE, DEQUANTIZE):
        return False
    ports = [t for t in operator.inputs if t in model.inputs]
    ports += [t for t in operator.outputs if t in model.outputs]
    return any(model.tensors[t].type != TYPE_INT8 for t in ports)
