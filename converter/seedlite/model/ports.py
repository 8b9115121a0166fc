"""Describes a model's inputs and outputs in plain JSON."""

from typing import Any

from seedlite.format.constants import HEAD_DEQUANTIZE, HEAD_LOG_SOFTMAX, HEAD_SOFTMAX
from seedlite.model.borders.border import InputBorder, OutputBorder
from seedlite.model.borders.section import borders_of
from seedlite.model.graph import Model, Tensor
from seedlite.model.names import TYPE_NAMES

HEADS = {
    HEAD_DEQUANTIZE: ["DEQUANTIZE"],
    HEAD_SOFTMAX: ["DEQUANTIZE", "SOFTMAX"],
    HEAD_LOG_SOFTMAX: ["DEQUANTIZE", "LOG_SOFTMAX"],
}


def describe_inputs(model: Model) -> list[dict[str, Any]]:
    """Describes the inputs in the model's order: name (empty if the file has none), shape, type;
    scale and zero point of quantized ones: real = scale * (integer - zero point). A float32 input
    has instead a list `device` with type, scale and zero point of its device inputs, and a list
    `operators` of the conversions between."""
    return [_input(border) for border in borders_of(model).inputs]


def describe_outputs(model: Model) -> list[dict[str, Any]]:
    """Describes the outputs as describe_inputs does; `number` in `device` is that of the device's
    output."""
    return [_output(border) for border in borders_of(model).outputs]


def _input(border: InputBorder) -> dict[str, Any]:
    if not border.is_float:
        return _outside(border) | _quantized(border.tensors[0])
    device = [_typed(tensor) | _quantized(tensor) for tensor in border.tensors]
    return _outside(border) | {"operators": ["QUANTIZE"], "device": device}


def _output(border: OutputBorder) -> dict[str, Any]:
    if not border.is_float:
        return _outside(border) | _quantized(border.tensor)
    device = {"number": border.device} | _typed(border.tensor) | _quantized(border.tensor)
    return _outside(border) | {"operators": HEADS[border.head], "device": [device]}


def _outside(border: InputBorder | OutputBorder) -> dict[str, Any]:
    return {"name": border.name, "shape": list(border.shape), "type": border.dtype.name}


def _typed(tensor: Tensor) -> dict[str, Any]:
    return {"type": TYPE_NAMES[tensor.type]}


def _quantized(tensor: Tensor) -> dict[str, Any]:
    if tensor.quantization is None:
        return {}
    return {"scale": tensor.scale, "zero_point": tensor.zero_point}


def border_notes(model: Model) -> list[str]:
    """Returns a sentence for each port that is converted outside the device."""
    sides = (("input", describe_inputs(model)), ("output", describe_outputs(model)))
    return [
        f"{kind} {number} '{port['name']}' stays float32: {' and '.join(port['operators'])} "
        "outside of the device's int8"
        for kind, described in sides
        for number, port in enumerate(described)
        if "operators" in port
    ]
