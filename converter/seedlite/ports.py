"""A model's inputs and outputs, in plain JSON."""

from typing import Any

from seedlite.tflite import Model
from seedlite.tflite.model import DTYPES


def describe_inputs(model: Model) -> list[dict[str, Any]]:
    """In the model's order: name (empty where the file has none), shape, type, and, of quantized
    ones, scale and zero point: real = scale * (integer - zero point)."""
    return [_port(model, index) for index in model.inputs]


def describe_outputs(model: Model) -> list[dict[str, Any]]:
    """Likewise."""
    return [_port(model, index) for index in model.outputs]


def _port(model: Model, index: int) -> dict[str, Any]:
    tensor = model.tensors[index]
    port = {
        "name": tensor.name,
        "shape": list(tensor.shape),
        "type": DTYPES[tensor.type].name if tensor.type in DTYPES else f"type {tensor.type}",
    }
    if tensor.quantization is None:
        return port
    return port | {
        "scale": float(tensor.quantization.scales[0]),
        "zero_point": int(tensor.quantization.zero_points[0]),
    }
