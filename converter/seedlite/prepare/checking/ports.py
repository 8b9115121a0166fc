"""Checks the model's inputs and outputs."""

from seedlite.format.constants import (
    MAX_PORTS,
    OP_DEQUANTIZE,
    OP_QUANTIZE,
)
from seedlite.model import Model, Operator
from seedlite.prepare.borders import DEVICE_TYPES, Fault
from seedlite.prepare.checking.reason import Reason

CONVERSIONS = (OP_QUANTIZE, OP_DEQUANTIZE)


def port_reasons(model: Model) -> list[Reason]:
    """Returns reasons against the number of inputs and outputs, or their batch."""
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


def fault_reasons(faults: list[Fault]) -> list[Reason]:
    """Returns reasons against ports of other types than the device takes."""
    return [Reason(f"{f.port} '{f.tensor.name}' {f.cause}", f.remedy) for f in faults]


def is_port_conversion(model: Model, operator: Operator) -> bool:
    """Tells whether a QUANTIZE or DEQUANTIZE only converts between int8 and an unsupported port."""
    if operator.code not in CONVERSIONS:
        return False
    ports = [t for t in operator.inputs if t in model.inputs]
    ports += [t for t in operator.outputs if t in model.outputs]
    return any(model.tensors[t].type not in DEVICE_TYPES for t in ports)
