"""A model's inputs and outputs, as reports have them."""

from dataclasses import dataclass
from typing import Any

from seedlite.format.constants import HEAD_DEQUANTIZE, HEAD_LOG_SOFTMAX, HEAD_SOFTMAX
from seedlite.model.borders.border import InputBorder, OutputBorder
from seedlite.model.borders.section import borders_of
from seedlite.model.graph import Model, Tensor
from seedlite.model.names import TYPE_NAMES
from seedlite.reports import Report

HEADS = {
    HEAD_DEQUANTIZE: ["DEQUANTIZE"],
    HEAD_SOFTMAX: ["DEQUANTIZE", "SOFTMAX"],
    HEAD_LOG_SOFTMAX: ["DEQUANTIZE", "LOG_SOFTMAX"],
}


@dataclass(frozen=True, kw_only=True, eq=False)
class DevicePort(Report):
    """An input or output of the device: real = scale * (integer - zero_point). `number`: of an
    output, among the device's."""

    number: int | None = None
    type: str
    scale: float | None = None
    zero_point: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class PortReport(Report):
    """An input or output of the model. `name`: empty where the file has none; `scale` and
    `zero_point`: of quantized ones. float32 ones have the `device`'s ports in their place, and the
    `operators` that stay between the two."""

    name: str
    shape: list[int]
    type: str
    scale: float | None = None
    zero_point: int | None = None
    operators: list[str] | None = None
    device: list[DevicePort] | None = None


def describe_inputs(model: Model) -> list[PortReport]:
    """In the model's order."""
    return [_input(border) for border in borders_of(model).inputs]


def describe_outputs(model: Model) -> list[PortReport]:
    """In the model's order."""
    return [_output(border) for border in borders_of(model).outputs]


def _input(border: InputBorder) -> PortReport:
    if not border.is_float:
        return _port(border, **_quantized(border.tensors[0]))
    device = [DevicePort(type=TYPE_NAMES[t.type], **_quantized(t)) for t in border.tensors]
    return _port(border, operators=["QUANTIZE"], device=device)


def _output(border: OutputBorder) -> PortReport:
    tensor = border.tensor
    if not border.is_float:
        return _port(border, **_quantized(tensor))
    device = DevicePort(number=border.device, type=TYPE_NAMES[tensor.type], **_quantized(tensor))
    return _port(border, operators=HEADS[border.head], device=[device])


def _port(border: InputBorder | OutputBorder, **inside: Any) -> PortReport:
    shape = list(border.shape)
    return PortReport(name=border.name, shape=shape, type=border.dtype.name, **inside)


def _quantized(tensor: Tensor) -> dict[str, Any]:
    """Scale and zero point, of a quantized tensor."""
    if tensor.quantization is None:
        return {}
    return {"scale": tensor.scale, "zero_point": tensor.zero_point}


def border_notes(model: Model) -> list[str]:
    """Returns a sentence for each port that is converted outside the device."""
    sides = (("input", describe_inputs(model)), ("output", describe_outputs(model)))
    return [
        f"{kind} {number} '{port.name}' stays float32: {' and '.join(port.operators)} "
        "outside of the device's int8"
        for kind, described in sides
        for number, port in enumerate(described)
        if port.operators is not None
    ]
