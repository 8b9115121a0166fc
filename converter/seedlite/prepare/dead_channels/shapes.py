"""Which operators work channel by channel, and where convolutions look at padding."""

import numpy as np

from seedlite.format.constants import (
    OP_ADD,
    OP_AVERAGE_POOL_2D,
    OP_CONV_2D,
    OP_DEPTHWISE_CONV_2D,
    OP_FULLY_CONNECTED,
    OP_LOGISTIC,
    OP_MAX_POOL_2D,
    OP_MEAN,
    OP_MUL,
    OP_QUANTIZE,
    OP_RELU,
    OP_RELU6,
    OP_RESHAPE,
    TYPE_INT8,
)
from seedlite.model import WEIGHTS, Model, Operator

UNARY = (OP_AVERAGE_POOL_2D, OP_LOGISTIC, OP_MAX_POOL_2D, OP_QUANTIZE, OP_RELU, OP_RELU6)
BINARY = (OP_ADD, OP_MUL)
PADDING, STRIDE_WIDTH, STRIDE_HEIGHT = range(3)  # options of convolutions
SAME = 0


def keeps_channels(model: Model, operator: Operator) -> bool:
    """Whether channel c of the output depends on channel c of the inputs alone, where channels run
    along the last axes. A RESHAPE may repeat the channels along a longer axis (flattening)."""
    shapes = [model.tensors[t].shape for t in (*operator.inputs[:2], operator.outputs[0])]
    before, after = shapes[0], shapes[-1]
    types = {model.tensors[t].type for t in (operator.inputs[0], operator.outputs[0])}
    if not before or not after or types != {TYPE_INT8}:
        return False
    if operator.code in BINARY:
        both = all(model.tensors[t].data is None for t in operator.inputs)
        return both and len(set(shapes)) == 1
    if operator.code == OP_RESHAPE:
        return model.tensors[operator.inputs[0]].data is None and after[-1] % before[-1] == 0
    if operator.code == OP_MEAN:
        axes = model.tensors[operator.inputs[1]]
        return axes.data is not None and (len(before) - 1) not in axes.flat() % len(before)
    if operator.code == OP_DEPTHWISE_CONV_2D:
        stored = model.tensors[operator.inputs[WEIGHTS]].data is not None
        return stored and before[-1] == after[-1]
    return operator.code in UNARY


def mixes_channels(model: Model, operator: Operator) -> bool:
    """Whether the operator multiplies all input channels with stored weights, so that its inputs
    can be folded into its biases; rows of a dense layer may hold several pixels."""
    if operator.code not in (OP_CONV_2D, OP_FULLY_CONNECTED):
        return False
    weights, source = (model.tensors[operator.inputs[i]] for i in (WEIGHTS, 0))
    return (
        weights.data is not None
        and bool(source.shape)
        and weights.shape[-1] % source.shape[-1] == 0
    )


def is_padded(model: Model, operator: Operator) -> bool:
    """Whether a convolution's window ever leaves its input."""
    if operator.code == OP_FULLY_CONNECTED or operator.options.get(PADDING, SAME) != SAME:
        return False
    before, after = (model.tensors[t].shape[1:3] for t in (operator.inputs[0], operator.outputs[0]))
    kernel = model.tensors[operator.inputs[WEIGHTS]].shape[1:3]
    strides = [int(operator.options.get(o, 1)) for o in (STRIDE_HEIGHT, STRIDE_WIDTH)]
    covered = (np.array(after) - 1) * strides + kernel
    return bool(np.any(covered > before))
