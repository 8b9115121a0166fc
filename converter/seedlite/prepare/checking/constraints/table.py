"""Which constraints each operator has."""

import inspect
from collections.abc import Callable

from seedlite.format import constants as c
from seedlite.prepare.checking.constraints import elements, shaping, tensors, weights, windows
from seedlite.prepare.checking.constraints.node import Node

Constraint = Callable[[Node], str]

WEIGHTED: tuple[Constraint, ...] = (
    weights.constant_weights,
    weights.channel_scales,
    weights.int32_bias,
    weights.fused_activation,
    weights.output_scale,
)
CONVOLUTION = (windows.image, windows.dilation, windows.strides, windows.window_output)
POOLING = (
    elements.computed_input,
    windows.pool_output,
    windows.strides,
    windows.pool_window,
    elements.pool_activation,
)
UNARY = (elements.computed_input, elements.same_shape)

CONSTRAINTS: dict[int, tuple[Constraint, ...]] = {
    c.OP_ADD: (
        elements.operands,
        elements.broadcast,
        elements.sum_scale,
        elements.operand_activation,
    ),
    c.OP_AVERAGE_POOL_2D: POOLING,
    c.OP_CONCATENATION: (shaping.joined_parts, shaping.no_activation),
    c.OP_CONV_2D: (
        elements.computed_input,
        *CONVOLUTION,
        windows.groups,
        windows.outputs_of_weights,
        windows.row_weights,
        *WEIGHTED,
    ),
    c.OP_DEPTHWISE_CONV_2D: (
        elements.computed_input,
        *CONVOLUTION,
        windows.depthwise_channels,
        windows.taps,
        *WEIGHTED,
    ),
    c.OP_FULLY_CONNECTED: (
        elements.computed_input,
        weights.dense_shapes,
        *WEIGHTED,
        weights.bias_scale,
    ),
    c.OP_LOGISTIC: (*UNARY, elements.probabilities, elements.logistic_scale),
    c.OP_MAX_POOL_2D: POOLING,
    c.OP_MEAN: (elements.computed_input, shaping.reduced_axes, shaping.reduced_elements),
    c.OP_MUL: (
        elements.operands,
        elements.broadcast,
        elements.product_scale,
        elements.operand_activation,
    ),
    c.OP_PAD: (elements.computed_input, shaping.paddings, shaping.padding_value),
    c.OP_PADV2: (elements.computed_input, shaping.paddings, shaping.padding_value),
    c.OP_QUANTIZE: (*UNARY, elements.rescaling),
    c.OP_RELU: (*UNARY, elements.rescaling),
    c.OP_RELU6: (*UNARY, elements.clipping),
    c.OP_RESHAPE: (elements.computed_input, shaping.same_type, shaping.same_elements),
    c.OP_SOFTMAX: (
        *UNARY,
        elements.probabilities,
        elements.softmax_scale,
        elements.softmax_rows,
    ),
    c.OP_SPLIT: (shaping.equal_parts,),
    c.OP_STRIDED_SLICE: (
        elements.computed_input,
        shaping.slice_masks,
        shaping.slice_indices,
        shaping.slice_output,
    ),
    c.OP_TRANSPOSE: (elements.computed_input, shaping.permutation),
}

# inputs that an operator cannot do without, where they are not one
INPUTS = dict.fromkeys(CONSTRAINTS, 1) | {
    c.OP_ADD: 2,
    c.OP_CONV_2D: 2,
    c.OP_DEPTHWISE_CONV_2D: 2,
    c.OP_FULLY_CONNECTED: 2,
    c.OP_MEAN: 2,
    c.OP_MUL: 2,
    c.OP_PAD: 2,
    c.OP_PADV2: 2,
    c.OP_SPLIT: 2,
    c.OP_STRIDED_SLICE: 4,
    c.OP_TRANSPOSE: 2,
}


def violations(node: Node) -> list[tuple[str, str]]:
    """Cause and remedy of every constraint that an operator breaks."""
    missing = tensors.complete(node, INPUTS[node.operator.code])
    if missing:
        return [_said(tensors.complete, missing)]
    for first in (tensors.int8_activations, tensors.known_shape):  # all else takes them for granted
        if found := first(node):
            return [_said(first, found)]
    every = (*tensors.EVERYWHERE, *CONSTRAINTS[node.operator.code])
    return [_said(each, found) for each in every if (found := each(node))]


def sentence(constraint: Callable[..., str]) -> str:
    """What the constraint says."""
    return " ".join(_paragraphs(constraint)[0].split())


def remedy(constraint: Callable[..., str]) -> str:
    """What to do where it is broken."""
    return " ".join(_paragraphs(constraint)[1].split())


def _paragraphs(constraint: Callable[..., str]) -> list[str]:
    return (inspect.getdoc(constraint) or "").split("\n\n")


def _said(constraint: Callable[..., str], found: str) -> tuple[str, str]:
    rule = _within(sentence(constraint)).rstrip(".")
    return f"{found} (needed: {rule})", _within(remedy(constraint))


def _within(text: str) -> str:
    """A sentence's beginning, within another."""
    return text[0].lower() + text[1:]
