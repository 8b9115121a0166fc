"""Constraints on the tensors of every operator. A constraint's docstring is, first, what it says,
then the remedy; it returns what was found instead, or an empty string."""

import math

import numpy as np

from seedlite.format.constants import (
    MAX_RANK,
    OP_ASSIGN_VARIABLE,
    TYPE_INT8,
    TYPE_INT16,
    TYPE_INT32,
    TYPE_UINT8,
)
from seedlite.model import DTYPES, RUNTIME, Operator
from seedlite.prepare.checking.constraints.node import Node, broken, type_of

MOST_BYTES = 2**31 - 1
QUANTIZED = (TYPE_INT8, TYPE_UINT8, TYPE_INT16, TYPE_INT32)


def activation_types(operator: Operator) -> tuple[int, ...]:
    """Those that the operator's kernel takes."""
    kernel = RUNTIME.get(operator.code)
    if kernel is None:
        return (TYPE_INT8,)
    others = (TYPE_UINT8,) * kernel.uint8 + (TYPE_INT16, TYPE_INT32) * kernel.wide
    return (TYPE_INT8, *others)


def int8_activations(node: Node) -> str:
    """Inputs and outputs that are computed are int8; those of QUANTIZE, RESHAPE and
    variables may be uint8, those of QUANTIZE and outputs of SOFTMAX int16 or int32.

    Quantize the whole model to int8 (TFLITE_BUILTINS_INT8)"""
    taken = activation_types(node.operator)
    return ", ".join(f"{w} is {type_of(t)}" for w, t in node.activations() if t.type not in taken)


def one_scale(node: Node) -> str:
    """An activation has one scale.

    Quantize activations per tensor; only weights may have a scale for each channel"""
    found = [
        f"{where} has {0 if t.quantization is None else len(t.quantization.scales)} scales"
        for where, t in node.activations()
        if t.type in activation_types(node.operator)
        and (t.quantization is None or len(t.quantization.scales) != 1)
    ]
    return ", ".join(found)


def sound_scales(node: Node) -> str:
    """int8 tensors, and others that are computed, have scales that are normal float32 numbers,
    one or one for each index of the quantized dimension, and zero points within their type (of
    int32 within int16), 0 where there are several.

    Convert the model again, with data that every activation shows its range on"""
    tiny = np.finfo(np.float32).tiny
    for where, tensor in node.tensors():
        constant = tensor.data is not None
        if tensor.type not in QUANTIZED or (constant and tensor.type != TYPE_INT8):
            continue
        quantization = tensor.quantization
        if quantization is None:
            return f"{where} has no scale"
        zeros, count = quantization.zero_points, len(quantization.scales)
        if (quantization.scales < tiny).any():
            return f"{where} has the scale {quantization.scales.min():g}"
        limits = np.iinfo(np.int16 if tensor.type == TYPE_INT32 else DTYPES[tensor.type])
        outside = zeros.min() < limits.min or zeros.max() > limits.max
        if outside or (count > 1 and zeros.any()):
            return f"{where} has the zero point {zeros[np.abs(zeros).argmax()]}"
        axis = quantization.dimension
        if count > 1 and (axis >= len(tensor.shape) or tensor.shape[axis] != count):
            return f"{where} has {count} scales for shape {list(tensor.shape)}"
    return ""


def known_shape(node: Node) -> str:
    """Dimensions are 1 at least.

    Convert the model with every dimension given"""
    return ", ".join(f"{w} has shape {list(t.shape)}" for w, t in node.tensors() if 0 in t.shape)


def few_dimensions(node: Node) -> str:
    """Tensors have 6 dimensions at most.

    Join dimensions that are not worked on one by one"""
    return ", ".join(
        f"{w} has {len(t.shape)}" for w, t in node.tensors() if len(t.shape) > MAX_RANK
    )


def bounded_size(node: Node) -> str:
    """Tensors are smaller than 2 GiB.

    Make the layer smaller"""
    return ", ".join(
        f"{where} has shape {list(t.shape)}"
        for where, t in node.tensors()
        if math.prod(t.shape) > MOST_BYTES
    )


def dense_tensors(node: Node) -> str:
    """Tensors are stored densely.

    Convert the model without sparsity (Optimize.EXPERIMENTAL_SPARSITY); zero weights are found \
where they pay"""
    return ", ".join(f"{where} is sparse" for where, t in node.tensors() if t.sparse)


def known_types(node: Node) -> str:
    """Constants are int8 or int32; int16 are time weights of SVDF alone.

    Convert the model again with TensorFlow's int8 quantization"""
    return ", ".join(
        f"{where} is {type_of(t)}"
        for where, t in node.tensors()
        if t.data is not None and type_of(t) not in ("int8", "int16", "int32", "uint8")
    )


def complete(node: Node, inputs: int) -> str:
    """Every input that the operator needs is there.

    Convert the model again: the file is damaged"""
    missing = [str(i) for i in range(inputs) if node.input(i) is None]
    writes = node.operator.code != OP_ASSIGN_VARIABLE
    there = (bool(node.operator.outputs) or not writes) and not missing
    return broken(f"input {', '.join(missing)} is missing" if missing else "no output", there)


EVERYWHERE = (
    int8_activations,
    one_scale,
    sound_scales,
    known_shape,
    few_dimensions,
    bounded_size,
    dense_tensors,
    known_types,
)
