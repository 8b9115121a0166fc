"""Recognizes operators that work channel by channel, and padded convolutions."""

from seedlite.format.constants import (
    OP_AVERAGE_POOL_2D,
    OP_CONV_2D,
    OP_DEPTHWISE_CONV_2D,
    OP_FULLY_CONNECTED,
    OP_MAX_POOL_2D,
    OP_MEAN,
    OP_RESHAPE,
    PADDING_SAME,
    TYPE_INT8,
)
from seedlite.model import RUNTIME, WEIGHTS, Model, Operator, same_padding

POOLS = (OP_AVERAGE_POOL_2D, OP_MAX_POOL_2D)


def keeps_channels(model: Model, operator: Operator) -> bool:
    """Tells whether channel c of the output depends only on channel c of the inputs, with channels
    along the last axes. A RESHAPE may repeat the channels along a longer axis (flattening)."""
    if not operator.inputs or not operator.outputs:
        return False
    shapes = [model.tensors[t].shape for t in (*operator.inputs[:2], operator.outputs[0])]
    before, after = shapes[0], shapes[-1]
    types = {model.tensors[t].type for t in (operator.inputs[0], operator.outputs[0])}
    if not before or not after or types != {TYPE_INT8}:
        return False
    elementwise = operator.code in RUNTIME and RUNTIME[operator.code].in_place == "elementwise"
    if elementwise and len(operator.inputs) > 1:
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
    return elementwise or operator.code in POOLS


def mixes_channels(model: Model, operator: Operator) -> bool:
    """Tells whether the operator multiplies all input channels with stored weights, so that inputs
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
    """Tells whether a convolution's window ever leaves its input."""
    if operator.code == OP_FULLY_CONNECTED or operator.option("padding") != PADDING_SAME:
        return False
    extents, kernel = (model.tensors[operator.inputs[i]].shape[1:3] for i in (0, WEIGHTS))
    sizes = zip(extents, operator.covered(kernel), operator.strides, strict=True)
    return any(any(same_padding(*each)) for each in sizes)
