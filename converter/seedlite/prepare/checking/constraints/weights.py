"""Constraints on weights, biases, and what becomes of their sums."""

from seedlite.format.constants import (
    ACTIVATION_NONE,
    ACTIVATION_RELU,
    ACTIVATION_RELU6,
    ACTIVATION_RELU_N1_TO_1,
    MAX_SHIFT,
    TYPE_INT8,
    TYPE_INT32,
)
from seedlite.model import CHANNEL_AXES, KINDS, bias_place
from seedlite.prepare.checking.constraints.node import (
    Node,
    broken,
    scale_of,
    shape_of,
    shift_of,
    type_of,
)

MOST_BIAS_DISTANCE = 0.02
ACTIVATIONS = {
    ACTIVATION_NONE: "NONE",
    ACTIVATION_RELU: "RELU",
    ACTIVATION_RELU_N1_TO_1: "RELU_N1_TO_1",
    ACTIVATION_RELU6: "RELU6",
}
LIMITS = {ACTIVATION_RELU_N1_TO_1: 1.0, ACTIVATION_RELU6: 6.0}


def constant_weights(node: Node) -> str:
    """Weights are int8 constants.

    Quantize the whole model to int8; layers that multiply two activations are not supported"""
    weights = node.input(1)
    if weights is None:
        return ""
    if weights.data is None:
        return "the weights are computed"
    return broken(f"the weights are {type_of(weights)}", weights.type == TYPE_INT8)


def channel_scales(node: Node) -> str:
    """Weights have one scale, or one for each output channel, and zero point 0.

    Quantize the model with TensorFlow, which does so"""
    weights = node.input(1)
    if weights is None or weights.quantization is None:
        return ""
    axis = CHANNEL_AXES[KINDS[node.operator.code]]
    quantization = weights.quantization
    if quantization.zero_points.any():
        return f"zero point {quantization.zero_points[quantization.zero_points != 0][0]}"
    several = len(quantization.scales) > 1
    return broken(
        f"scales along dimension {quantization.dimension}",
        not several or quantization.dimension == axis,
    )


def int32_bias(node: Node) -> str:
    """The bias, if there is one, is an int32 constant with a value for each output channel.

    Quantize the whole model to int8, and with biases that are no inputs"""
    bias, weights = node.input(bias_place(node.operator)), shape_of(node.input(1))
    if bias is None:
        return ""
    if bias.data is None or bias.type != TYPE_INT32:
        return f"the bias is {type_of(bias)}{'' if bias.data else ', computed'}"
    axis = CHANNEL_AXES[KINDS[node.operator.code]]
    fits = len(weights) > axis and bias.count == weights[axis]
    return broken(f"{bias.count} values for weights of shape {list(weights)}", fits)


def fused_activation(node: Node) -> str:
    """The fused activation is NONE, RELU, RELU_N1_TO_1 or RELU6, and the output's scale can hold
    its limit.

    Use one of these, or another layer behind this one"""
    activation = node.operator.fused_activation
    if activation not in ACTIVATIONS:
        return f"fused activation {activation}"
    limit = LIMITS.get(activation, 0.0) / scale_of(node.output())
    return broken(f"{ACTIVATIONS[activation]} on {scale_of(node.output()):g}", limit < 2**31)


def output_scale(node: Node) -> str:
    """Input scale times weight scale is less than 2^30 times the output scale.

    Calibrate with data on which the layer's output is not 0 throughout"""
    weights, output = node.input(1), node.output()
    if weights is None or output is None or weights.quantization is None:
        return ""
    scale = float(weights.quantization.scales.max())
    ratio = scale_of(node.source) * scale / scale_of(output)
    return broken(f"a ratio of {ratio:g}", shift_of(ratio) <= MAX_SHIFT)


def bias_scale(node: Node) -> str:
    """Where dense weights have one scale, the bias' differs from its product with the input's by
    0.02 of the output's at most.

    Quantize the model with TensorFlow, which gives the bias that scale"""
    bias, weights = node.input(2), node.input(1)
    if bias is None or weights is None or weights.quantization is None:
        return ""
    if len(weights.quantization.scales) > 1:
        return ""
    scale = 0.0 if bias.quantization is None else scale_of(bias)
    product = scale_of(node.input(0)) * scale_of(weights)
    distance = abs(product - scale) / scale_of(node.output())
    return broken(f"a scale of {scale:g} instead of {product:g}", distance <= MOST_BIAS_DISTANCE)


def dense_shapes(node: Node) -> str:
    """Dense weights have shape [outputs, inputs] and the default format; the input is made of
    rows of `inputs` values, the output of as many rows of `outputs`.

    Convert the model again without shuffled weights"""
    if weights_format := node.option("weights_format"):
        return f"weights format {weights_format}"
    weights, source, target = node.input(1), node.input(0), node.output()
    if weights is None or source is None or target is None or len(weights.shape) != 2:
        return f"weights of shape {list(shape_of(weights))}"
    outputs, inputs = weights.shape
    rows = source.count // inputs
    fits = source.count == rows * inputs and bool(target.shape) and target.shape[-1] == outputs
    found = f"{list(source.shape)} and {list(target.shape)} with weights {list(weights.shape)}"
    return broken(found, fits and target.count == rows * outputs)
