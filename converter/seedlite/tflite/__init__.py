"""TFLite flatbuffers: read, edit, pack."""

from seedlite.tflite.model import Model, Operator, Quantization, Tensor
from seedlite.tflite.pack import pack
from seedlite.tflite.parse import parse

__all__ = ["Model", "Operator", "Quantization", "Tensor", "pack", "parse"]
