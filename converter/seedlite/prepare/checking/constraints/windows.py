"""Constraints on convolutions and pooling."""

from collections.abc import Sequence

from seedlite.format.constants import MAX_ROW_WEIGHTS, MAX_SUM_ELEMENTS, PADDING_SAME, PADDING_VALID
from seedlite.prepare.checking.constraints.node import Node, broken, shape_of
from seedlite.prepare.folding.integers import same_quantization

IMAGE_RANK = 4


def _weights(node: Node) -> tuple[int, ...]:
    return shape_of(node.input(1))


def image(node: Node) -> str:
    """Input and output are one image: rank 4, batch 1.

    Convert the model with a batch of 1; give 1-D layers a second axis of extent 1"""
    shapes = [shape_of(node.source), shape_of(node.output())]
    kept = all(len(s) == IMAGE_RANK and s[0] == 1 for s in shapes)
    return broken(f"shapes {list(shapes[0])} and {list(shapes[1])}", kept)


def dilation(node: Node) -> str:
    """The dilation is 1 at least in both directions, and the kernel covers less than 2^31 pixels.

    Convert the model again: the file is damaged"""
    dilation, kernel = node.operator.dilation, _weights(node)[1:3]
    kept = min(dilation) >= 1 and max(_covered(node, kernel), default=1) < 2**31
    return broken(f"dilation {dilation[0]} x {dilation[1]}", kept)


def _covered(node: Node, kernel: tuple[int, ...]) -> list[int]:
    return node.operator.covered(kernel) if len(kernel) == 2 else []


def groups(node: Node) -> str:
    """The weights take all input channels or an equal part of them; then the output channels
    have as many parts.

    Convert the model again: the file is damaged"""
    inputs, weights = shape_of(node.input(0)), _weights(node)
    if len(inputs) != IMAGE_RANK or len(weights) != IMAGE_RANK:
        return ""
    if inputs[3] % weights[3]:
        return f"weights for {weights[3]} channels, where the input has {inputs[3]}"
    groups = inputs[3] // weights[3]
    return broken(f"{weights[0]} output channels in {groups} groups", weights[0] % groups == 0)


def outputs_of_weights(node: Node) -> str:
    """The weights have as many output channels as the output.

    Convert the model again: the file is damaged"""
    weights, output = _weights(node), shape_of(node.output())
    if len(weights) != IMAGE_RANK or len(output) != IMAGE_RANK:
        return broken(f"weights of shape {list(weights)}", len(weights) == IMAGE_RANK)
    return broken(f"{weights[0]} for {output[3]}", weights[0] == output[3])


def row_weights(node: Node) -> str:
    """An output channel has 65,535 weights at most.

    Use a smaller kernel or fewer input channels"""
    weights = _weights(node)
    count = 1
    for extent in weights[1:]:
        count *= extent
    return broken(f"{count:,} weights", count <= MAX_ROW_WEIGHTS)


def depthwise_channels(node: Node) -> str:
    """Depthwise weights have shape [1, height, width, outputs], the outputs are the inputs times
    the depth multiplier.

    Convert the model again: the file is damaged"""
    inputs, weights, outputs = shape_of(node.input(0)), _weights(node), shape_of(node.output())
    if not len(inputs) == len(weights) == len(outputs) == IMAGE_RANK:
        return f"weights of shape {list(weights)}"
    multiplier = node.option("depth_multiplier")
    fits = weights[0] == 1 and weights[3] == outputs[3] == inputs[3] * multiplier
    found = f"weights {list(weights)}, {inputs[3]} inputs, depth multiplier {multiplier}"
    return broken(found, fits)


def taps(node: Node) -> str:
    """A depthwise kernel has 65,535 weights for a channel at most.

    Use a smaller kernel"""
    count = 1
    for extent in _weights(node)[1:3]:
        count *= extent
    return broken(f"{count:,} weights", count <= MAX_ROW_WEIGHTS)


def transposed_input(node: Node) -> str:
    """A transposed convolution's input is computed, and its first input an int32 constant that
    repeats the output's shape.

    Convert the model again: the file is damaged"""
    shape, source = node.integers(0), node.input(2)
    if source is not None and source.data is not None:
        return "an input that is a constant"
    if shape is None:
        return "an output shape that is no int32 constant"
    outputs = list(shape_of(node.output()))
    return broken(f"{shape.tolist()} for {outputs}", shape.tolist() == outputs)


def transposed_output(node: Node) -> str:
    """A convolution of a transposed convolution's output, with its kernel, strides and padding,
    would be as large as the input.

    Convert the model again: the file is damaged"""
    inputs, outputs = shape_of(node.input(2)), shape_of(node.output())
    return _window_extents(node, outputs, inputs, _weights(node)[1:3])


def transposed_channels(node: Node) -> str:
    """The weights have as many output channels as the output, and as many input channels as the
    input.

    Convert the model again: the file is damaged"""
    weights, output, source = _weights(node), shape_of(node.output()), shape_of(node.input(2))
    if not len(weights) == len(output) == len(source) == IMAGE_RANK:
        return broken(f"weights of shape {list(weights)}", len(weights) == IMAGE_RANK)
    fits = (weights[0], weights[3]) == (output[3], source[3])
    return broken(f"weights {list(weights)} for {source[3]} and {output[3]}", fits)


def strides(node: Node) -> str:
    """Strides are 1 at least, padding is SAME or VALID.

    Use such strides and padding"""
    (height, width), padding = node.operator.strides, node.option("padding")
    kept = min(height, width) >= 1 and padding in (PADDING_SAME, PADDING_VALID)
    return broken(f"strides {height} x {width}, padding {padding}", kept)


def window_output(node: Node) -> str:
    """The output is as large as input, kernel, strides and padding make it.

    Convert the model again: the file is damaged"""
    if dilation(node):
        return ""  # which makes another size, and is said
    return _window_output(node, _covered(node, _weights(node)[1:3]))


def _window_output(node: Node, kernel: Sequence[int]) -> str:
    return _window_extents(node, shape_of(node.input(0)), shape_of(node.output()), kernel)


def _window_extents(
    node: Node, inputs: tuple[int, ...], output: tuple[int, ...], kernel: Sequence[int]
) -> str:
    stride, padding = node.operator.strides, node.option("padding")
    if len(inputs) != IMAGE_RANK or len(output) != IMAGE_RANK or len(kernel) != 2:
        return ""
    if min(stride) < 1 or padding not in (PADDING_SAME, PADDING_VALID):
        return ""
    same = padding == PADDING_SAME
    covered = [e if same else e - k + 1 for e, k in zip(inputs[1:3], kernel, strict=True)]
    wanted = [-(-e // s) for e, s in zip(covered, stride, strict=True)]
    fits = list(output[1:3]) == wanted and min(wanted) >= 1
    return broken(f"{list(output[1:3])} instead of {wanted}", fits)


def pool_window(node: Node) -> str:
    """A pooling window has 1 to 8,388,608 elements of the input.

    Use such a window, or MEAN over whole axes"""
    height, width = node.option("filter_height"), node.option("filter_width")
    inputs = shape_of(node.input(0))
    if min(height, width) < 1 or len(inputs) != IMAGE_RANK:
        return broken(f"a window of {height} x {width}", min(height, width) >= 1)
    count = min(height, inputs[1]) * min(width, inputs[2])
    return broken(f"a window of {count:,} elements", count <= MAX_SUM_ELEMENTS)


def pool_output(node: Node) -> str:
    """Pooling keeps rank 4, batch, channels and quantization; its output is as large as input,
    window, strides and padding make it.

    Convert the model again with TensorFlow's int8 quantization, which keeps them"""
    source, target = node.input(0), node.output()
    inputs, outputs = shape_of(source), shape_of(target)
    if source is None or target is None or not len(inputs) == len(outputs) == IMAGE_RANK:
        return f"shapes {list(inputs)} and {list(outputs)}"
    if (inputs[0], inputs[3]) != (outputs[0], outputs[3]):
        return f"shapes {list(inputs)} and {list(outputs)}"
    if not same_quantization(source, target):
        return "input and output have different scales or zero points"
    return _window_output(node, (node.option("filter_height"), node.option("filter_width")))
