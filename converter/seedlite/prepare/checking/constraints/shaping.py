"""Constraints on operators that move values or reduce axes."""

import math

import numpy as np

from seedlite.format.constants import (
    ACTIVATION_NONE,
    MAX_RESCALING_SHIFT,
    MAX_SUM_ELEMENTS,
    TYPE_INT8,
    TYPE_INT32,
)
from seedlite.prepare.checking.constraints.node import (
    Node,
    broken,
    scale_of,
    shape_of,
    shift_of,
    type_of,
)
from seedlite.prepare.folding.integers import same_quantization


def same_type(node: Node) -> str:
    """Input and output have the same type.

    Convert the model again: the file is damaged"""
    a, b = node.input(0), node.output()
    return broken(
        f"{a and type_of(a)} and {b and type_of(b)}",
        a is not None and b is not None and a.type == b.type,
    )


def same_elements(node: Node) -> str:
    """Input and output have as many values.

    Convert the model again: the file is damaged"""
    a, b = shape_of(node.input(0)), shape_of(node.output())
    return broken(f"{list(a)} and {list(b)}", math.prod(a) == math.prod(b))


def joined_parts(node: Node) -> str:
    """The parts are int8 and have the output's rank, extents (but along the axis, where they add
    up), scale and zero point.

    Quantize the model with TensorFlow, which gives them the output's scale"""
    output = node.output()
    if output is None or not output.shape:
        return "an output without dimensions"
    rank, axis = len(output.shape), node.option("axis")
    if not -rank <= axis < rank:
        return f"axis {axis} of rank {rank}"
    total = 0
    for place in range(len(node.operator.inputs)):
        part = node.input(place)
        if part is None or part.type != TYPE_INT8:
            return f"input {place} is {'missing' if part is None else type_of(part)}"
        if len(part.shape) != rank:
            return f"input {place} has shape {list(part.shape)}"
        others = np.delete(part.shape, axis).tolist(), np.delete(output.shape, axis).tolist()
        if others[0] != others[1]:
            return f"input {place} has shape {list(part.shape)}"
        if not same_quantization(part, output):
            return f"input {place} has another scale or zero point"
        total += part.shape[axis]
    return broken(f"{total} instead of {output.shape[axis]}", total == output.shape[axis])


def no_activation(node: Node) -> str:
    """There is no fused activation.

    Use a layer of its own for it"""
    activation = node.operator.fused_activation
    return broken(f"fused activation {activation}", activation == ACTIVATION_NONE)


def paddings(node: Node) -> str:
    """The paddings are an int32 constant, two for each dimension and none negative; they are what
    the output is larger by.

    Convert the model again; use Cropping2D where something is to be cut off"""
    values, inputs, outputs = node.integers(1), shape_of(node.input(0)), shape_of(node.output())
    if values is None:
        return "paddings that are no int32 constant"
    if len(values) != 2 * len(inputs) or (values < 0).any():
        return f"{values.tolist()} for shape {list(inputs)}"
    pairs = values.reshape(-1, 2).sum(axis=1).tolist()
    wanted = [e + p for e, p in zip(inputs, pairs, strict=True)]
    return broken(f"{list(outputs)} instead of {wanted}", list(outputs) == wanted)


def padding_value(node: Node) -> str:
    """The value that is padded with is one int8 constant on the output's scale.

    Pad with 0, or with a constant that is quantized like the input"""
    value, output = node.input(2), node.output()
    if value is None or output is None:
        return ""
    if value.data is None or value.type != TYPE_INT8 or value.count != 1:
        return f"a value of type {type_of(value)} and shape {list(value.shape)}"
    return broken("another scale or zero point", same_quantization(value, output))


def permutation(node: Node) -> str:
    """The permutation is an int32 constant that names each dimension once; the output is as it
    says.

    Convert the model again; name dimensions from the first on, not from the last"""
    values, inputs, outputs = node.integers(1), shape_of(node.input(0)), shape_of(node.output())
    if values is None:
        return "a permutation that is no int32 constant"
    if sorted(values.tolist()) != list(range(len(inputs))):
        return f"{values.tolist()} for shape {list(inputs)}"
    wanted = [inputs[d] for d in values]
    return broken(f"{list(outputs)} instead of {wanted}", list(outputs) == wanted)


def reduced_axes(node: Node) -> str:
    """The axes are an int32 constant within the input's rank; the output is as they say.

    Convert the model again with axes that are constants"""
    values, inputs, outputs = node.integers(1), shape_of(node.input(0)), shape_of(node.output())
    if values is None:
        return "axes that are no int32 constant"
    rank = len(inputs)
    if any(not -rank <= axis < rank for axis in values):
        return f"axes {values.tolist()} of rank {rank}"
    reduced = {int(axis) % rank for axis in values}
    kept = [1 if d in reduced else e for d, e in enumerate(inputs)]
    wanted = [e for d, e in enumerate(kept) if node.option("keep_dims") or d not in reduced]
    return broken(f"{list(outputs)} instead of {wanted}", list(outputs) == wanted)


def reduced_elements(node: Node) -> str:
    """A mean is over 8,388,608 values at most, and the input's scale less than 2^22 times the
    output's.

    Reduce in two steps; calibrate with data on which the output is not 0 throughout"""
    count = math.prod(shape_of(node.input(0))) // max(math.prod(shape_of(node.output())), 1)
    if count > MAX_SUM_ELEMENTS:
        return f"{count:,} values"
    ratio = scale_of(node.input(0)) / scale_of(node.output())
    return broken(f"a ratio of {ratio:g}", shift_of(ratio) <= MAX_RESCALING_SHIFT)


def summed_elements(node: Node) -> str:
    """A sum is over 8,388,608 values at most, and fits 31 bits on the output's scale.

    Reduce in two steps; calibrate with data on which the output is not 0 throughout"""
    if found := reduced_elements(node):
        return found
    count = math.prod(shape_of(node.input(0))) // max(math.prod(shape_of(node.output())), 1)
    bits = shift_of(scale_of(node.input(0)) / scale_of(node.output())) + 8 + count.bit_length()
    return broken(f"{bits} bits", bits <= 30)


def equal_parts(node: Node) -> str:
    """The axis is one int32 constant, along which the input is cut into equal parts, as the
    outputs are.

    Split evenly, or slice"""
    axis, source = node.integers(0), node.input(1)
    if axis is None or len(axis) != 1:
        return "an axis that is not one int32 constant"
    inputs, count = shape_of(source), len(node.operator.outputs)
    if source is None or source.data is not None:
        return "an input that is not computed"
    if not -len(inputs) <= axis[0] < len(inputs):
        return f"axis {axis[0]} of shape {list(inputs)}"
    place = int(axis[0]) % len(inputs)
    wanted = (*inputs[:place], inputs[place] // count, *inputs[place + 1 :])
    fits = inputs[place] % count == 0
    for part in range(count):
        shape = shape_of(node.output(part))
        if shape != wanted or not fits:
            return f"{list(inputs)} in {count} parts, output {part} of shape {list(shape)}"
    return ""


def slice_masks(node: Node) -> str:
    """A slice has no ellipsis, no new axis and no offset.

    Write the slice out, dimension for dimension"""
    refused = map(node.option, ("ellipsis_mask", "new_axis_mask", "offset"))
    return broken("an ellipsis, a new axis or an offset", not any(refused))


def slice_indices(node: Node) -> str:
    """Begin, end and strides are int32 constants with a value for each dimension; strides are
    not 0, and positive where the dimension leaves.

    Slice with constants, and every dimension"""
    inputs = shape_of(node.input(0))
    values = [node.integers(place) for place in (1, 2, 3)]
    for place, each in zip((1, 2, 3), values, strict=True):
        if each is None:
            return f"input {place} is no int32 constant"
        if len(each) != len(inputs):
            return f"{len(each)} values for {len(inputs)} dimensions"
    strides = values[2]
    assert strides is not None
    shrink = node.option("shrink_axis_mask")
    wrong = [int(s) for d, s in enumerate(strides) if s == 0 or (s < 0 and shrink >> d & 1)]
    return broken(f"stride {wrong[0] if wrong else 0}", not wrong)


def slice_output(node: Node) -> str:
    """A slice is not empty, and its output as it says.

    Convert the model again: the file is damaged"""
    begin, end, stride = (node.integers(place) for place in (1, 2, 3))
    inputs, outputs = shape_of(node.input(0)), shape_of(node.output())
    if begin is None or end is None or stride is None or not stride.all():
        return ""
    if not len(begin) == len(end) == len(stride) == len(inputs):
        return ""
    masks = [node.option(f"{mask}_mask") for mask in ("begin", "end", "shrink_axis")]
    wanted = []
    for d, extent in enumerate(inputs):
        first = None if masks[0] >> d & 1 else int(begin[d])
        if masks[2] >> d & 1:
            at = first or 0
            if not -extent <= at < extent:
                return f"index {at} of dimension {d}, which has {extent}"
            continue
        last = None if masks[1] >> d & 1 else int(end[d])
        wanted.append(len(range(extent)[slice(first, last, int(stride[d]))]))
    fits = list(outputs) == wanted and 0 not in wanted
    return broken(f"{list(outputs)} instead of {wanted}", fits)


def matrices(node: Node) -> str:
    """The operands have 2 to 5 dimensions: matrices in the last two, transposed as adj_x and adj_y
    say, that can be multiplied; the others are repeated to the output's.

    Convert the model again; reshape operands with more dimensions before"""
    shapes = [shape_of(node.input(place)) for place in (0, 1)]
    if not all(2 <= len(shape) <= 5 for shape in shapes):
        return f"shapes {list(shapes[0])} and {list(shapes[1])}"
    a, b = (
        (*shape[:-2], shape[-1], shape[-2]) if node.option(option) else shape
        for shape, option in zip(shapes, ("adj_x", "adj_y"), strict=True)
    )
    try:
        wanted = (*np.broadcast_shapes(a[:-2], b[:-2]), a[-2], b[-1])
    except ValueError:
        return f"operands {list(a)} and {list(b)}"
    if a[-1] != b[-2]:
        return f"operands {list(a)} and {list(b)}"
    output = shape_of(node.output())
    return broken(f"{list(output)} instead of {list(wanted)}", output == wanted)


def adjacent_axes(node: Node) -> str:
    """The axes are an int32 constant within the input's rank, one after another, each named once.

    Reverse axis by axis"""
    values, rank = node.integers(1), len(shape_of(node.input(0)))
    tensor = node.input(1)
    if values is None or tensor is None or len(tensor.shape) != 1:
        return "axes that are no int32 constant"
    if any(not -rank <= axis < rank for axis in values):
        return f"axes {values.tolist()} of rank {rank}"
    axes = sorted(int(axis) % rank for axis in values)
    return broken(f"axes {axes}", axes == list(range(axes[0], axes[0] + len(axes))))


def broadcast_shape(node: Node) -> str:
    """The shape is an int32 constant that repeats the output's, to which the input is repeated.

    Convert the model again: the file is damaged"""
    values, inputs, outputs = node.integers(1), shape_of(node.input(0)), shape_of(node.output())
    tensor = node.input(1)
    if values is None or tensor is None or len(tensor.shape) != 1:
        return "a shape that is no int32 constant"
    aligned = zip(inputs[::-1], outputs[::-1], strict=False)
    fits = len(inputs) <= len(outputs) and all(e in (1, o) for e, o in aligned)
    found = f"{list(inputs)} to {list(outputs)}, shape {values.tolist()}"
    return broken(found, fits and values.tolist() == list(outputs))


def gathered_tuples(node: Node) -> str:
    """The indices are an int32 constant of tuples within the input's first dimensions; the output
    is as they say.

    Gather with constants"""
    tensor, values = node.input(1), node.integers(1)
    inputs, outputs = shape_of(node.input(0)), shape_of(node.output())
    if values is None or tensor is None or not tensor.shape:
        return "indices that are no int32 constant"
    length = tensor.shape[-1]
    if not 1 <= length <= len(inputs):
        return f"indices of {length} dimensions for shape {list(inputs)}"
    tuples = values.reshape(-1, length)
    if (tuples < 0).any() or (tuples >= np.array(inputs[:length])).any():
        return f"an index outside of shape {list(inputs)}"
    wanted = (*tensor.shape[:-1], *inputs[length:])
    return broken(f"{list(outputs)} instead of {list(wanted)}", outputs == wanted)


def update(node: Node) -> str:
    """The operand has the output's shape, the update as many dimensions, none larger; the indices
    are an int32 constant with a value for each. Operand and update are int8.

    Update at constant indices"""
    parts, output, indices = [node.input(0), node.input(1)], shape_of(node.output()), node.input(2)
    for place, part in enumerate(parts):
        if part is None or part.type != TYPE_INT8:
            return f"input {place} is {'missing' if part is None else type_of(part)}"
        if part.quantization is None or len(part.quantization.scales) != 1:
            return f"input {place} has not one scale"
    values = node.integers(2)
    if values is None or shape_of(indices) != (len(output),):
        return f"indices of shape {list(shape_of(indices))} that are no int32 constant"
    whole, few = (shape_of(each) for each in parts)
    fits = len(few) == len(output) and all(p <= o for p, o in zip(few, output, strict=True))
    found = f"{list(few)} over {list(whole)} to {list(output)}"
    return broken(found, whole == output and fits)


def one_axis(node: Node) -> str:
    """The axis is one int32 constant within the input's rank.

    Use such an axis"""
    values, rank = node.integers(1), len(shape_of(node.input(0)))
    if values is None or len(values) != 1:
        return "an axis that is not one int32 constant"
    return broken(f"axis {values[0]} of rank {rank}", -rank <= values[0] < rank)


def index_types(node: Node) -> str:
    """The input is int8, the output int32.

    Convert the model again with output_type=tf.int32, and quantize it to int8"""
    types = [None if t is None else t.type for t in (node.input(0), node.output())]
    return broken(f"types {types}", types == [TYPE_INT8, TYPE_INT32])


def without_axis(node: Node) -> str:
    """The output has the input's dimensions without the axis.

    Convert the model again: the file is damaged"""
    values, inputs, outputs = node.integers(1), shape_of(node.input(0)), shape_of(node.output())
    if values is None or len(values) != 1 or not -len(inputs) <= values[0] < len(inputs):
        return ""
    wanted = np.delete(inputs, values[0]).tolist()
    return broken(f"{list(outputs)} instead of {wanted}", list(outputs) == wanted)
