"""Constraints on operators that pick, resize or cut images and axes."""

import math

import numpy as np

from seedlite.format.constants import TYPE_INT8
from seedlite.prepare.checking.constraints.node import Node, broken, shape_of, type_of
from seedlite.prepare.folding.integers import same_quantization

MOST_NEAREST_EXTENT, MOST_BILINEAR_EXTENT = 1 << 23, 1 << 19
REFLECT = 0  # mode of MIRROR_PAD
MOST_MIRRORED_AXES = 3


def sliced(node: Node) -> str:
    """Begins and sizes are int32 constants with a value for each dimension; the slice is within the
    input, and the output has its sizes.

    Slice with constants, within the input"""
    inputs, begins, sizes = shape_of(node.input(0)), node.integers(1), node.integers(2)
    if begins is None or sizes is None:
        return "begins or sizes that are no int32 constant"
    if not len(begins) == len(sizes) == len(inputs):
        return f"{len(begins)} begins and {len(sizes)} sizes for {len(inputs)} dimensions"
    wanted = [
        extent - int(begin) if size == -1 else int(size)
        for extent, begin, size in zip(inputs, begins, sizes, strict=True)
    ]
    for d, (extent, begin, size) in enumerate(zip(inputs, begins, wanted, strict=True)):
        if begin < 0 or size < 1 or begin + size > extent:
            return f"{size} from {begin} in dimension {d}, which has {extent}"
    return _shaped(node, wanted)


def sized_parts(node: Node) -> str:
    """Sizes and axis are int32 constants, one axis and a size for each output; the outputs are so
    large, and the input is as large as all of them.

    Split with constants whose sum is the input's extent"""
    inputs, sizes, axis = shape_of(node.input(0)), node.integers(1), node.integers(2)
    if sizes is None or axis is None or len(axis) != 1:
        return "sizes or an axis that are no int32 constant"
    place, count = _place(int(axis[0]), len(inputs)), len(node.operator.outputs)
    if place is None:
        return f"axis {axis[0]} of shape {list(inputs)}"
    if len(sizes) != count:
        return f"{len(sizes)} sizes for {count} outputs"
    shapes = [shape_of(node.output(part)) for part in range(count)]
    for part, (size, shape) in enumerate(zip(sizes, shapes, strict=True)):
        extent = shape[place] if size == -1 and len(shape) > place else int(size)
        if shape != (*inputs[:place], extent, *inputs[place + 1 :]):
            return f"output {part} of shape {list(shape)} for a size of {size}"
    total = sum(shape[place] for shape in shapes)
    return broken(f"{total} instead of {inputs[place]}", total == inputs[place])


def packed_parts(node: Node) -> str:
    """The parts are int8 and have the output's scale, zero point and shape, but for the axis, which
    has as many values as there are parts.

    Quantize the model with TensorFlow, which gives them the output's scale"""
    output, count = node.output(), len(node.operator.inputs)
    shape = shape_of(output)
    place = _place(node.option("axis"), len(shape))
    if output is None or place is None:
        return f"axis {node.option('axis')} of shape {list(shape)}"
    if shape[place] != count:
        return f"{count} parts for an extent of {shape[place]}"
    for number in range(count):
        part = node.input(number)
        if part is None or part.type != TYPE_INT8:
            return f"input {number} is {'missing' if part is None else type_of(part)}"
        if part.shape != shape[:place] + shape[place + 1 :]:
            return f"input {number} has shape {list(part.shape)}"
        if not same_quantization(part, output):
            return f"input {number} has another scale or zero point"
    return ""


def unpacked_parts(node: Node) -> str:
    """There is an output for each index of the axis, of the input's shape without it.

    Convert the model again: the file is damaged"""
    inputs, count = shape_of(node.input(0)), len(node.operator.outputs)
    place = _place(node.option("axis"), len(inputs))
    if place is None:
        return f"axis {node.option('axis')} of shape {list(inputs)}"
    if inputs[place] != count:
        return f"{count} outputs for an extent of {inputs[place]}"
    shapes = {shape_of(node.output(part)) for part in range(count)}
    wanted = inputs[:place] + inputs[place + 1 :]
    return broken(f"{shapes} instead of {list(wanted)}", shapes == {wanted})


def gathered_indices(node: Node) -> str:
    """The indices are an int32 constant within the axis, without batch dimensions; the output has
    their shape in place of the axis.

    Gather with indices that are constants"""
    inputs, indices, source = shape_of(node.input(0)), node.input(1), node.integers(1)
    if indices is None or source is None or node.option("batch_dims"):
        return "indices that are no int32 constant, or batch dimensions"
    place = _place(node.option("axis"), len(inputs))
    if place is None:
        return f"axis {node.option('axis')} of shape {list(inputs)}"
    wrong = [int(index) for index in source if not 0 <= index < inputs[place]]
    if wrong:
        return f"index {wrong[0]} of {inputs[place]}"
    return _shaped(node, [*inputs[:place], *indices.shape, *inputs[place + 1 :]])


def mirrored_paddings(node: Node) -> str:
    """The paddings are an int32 constant, two for each dimension, which reach at most as far as the
    input does (one less for REFLECT); padded are at most three neighbouring dimensions, three if
    all before them are 1. The output is larger by them.

    Pad by less, or in two steps"""
    values, inputs = node.integers(1), shape_of(node.input(0))
    if values is None or len(values) != 2 * len(inputs):
        return "paddings that are no int32 constant with two values for each dimension"
    pairs = values.reshape(-1, 2)
    most = np.array(inputs) - (node.option("mode") == REFLECT)
    if (pairs < 0).any() or (pairs > most[:, None]).any():
        return f"{pairs.tolist()} for shape {list(inputs)}"
    padded = np.flatnonzero(pairs.any(axis=1))
    if len(padded):
        first, axes = padded[0], padded[-1] - padded[0] + 1
        if axes + (math.prod(inputs[:first]) > 1) > MOST_MIRRORED_AXES:
            return f"{pairs.tolist()} for shape {list(inputs)}"
    return _shaped(node, (np.array(inputs) + pairs.sum(axis=1)).tolist())


def nearest_sizes(node: Node) -> str:
    """The input is an image of rank 4; height and width are an int32 constant of two values of at
    most 8,388,608, and the output has them.

    Resize images, to sizes that are constants"""
    return _resized(node, MOST_NEAREST_EXTENT)


def bilinear_sizes(node: Node) -> str:
    """The input is an image of rank 4; height and width are an int32 constant of two values of at
    most 524,288, and the output has them. Corners and half pixels are not both aligned.

    Resize images, to sizes that are constants, with half pixels or corners"""
    if node.option("align_corners") and node.option("half_pixel_centers"):
        return "both of align_corners and half_pixel_centers"
    return _resized(node, MOST_BILINEAR_EXTENT)


def depth_block(node: Node) -> str:
    """The depth of the input is divisible by the block's pixels, and the output has the block's
    pixels in place of it.

    Convert the model again: the file is damaged"""
    return _blocks(node, shape_of(node.output()), shape_of(node.input(0)))


def space_block(node: Node) -> str:
    """Height and width of the input are divisible by the block's, and the output has a channel for
    each of the block's values.

    Convert the model again: the file is damaged"""
    return _blocks(node, shape_of(node.input(0)), shape_of(node.output()))


def joined_batches(node: Node) -> str:
    """Blocks and crops are int32 constants for height and, in rank 4, width; the output's images
    are what they make of the input's batches.

    Convert the model again: the file is damaged"""
    return _phases(node, shape_of(node.output()), shape_of(node.input(0)))


def cut_batches(node: Node) -> str:
    """Blocks and paddings are int32 constants for height and, in rank 4, width; the output's
    batches are what they make of the input's images.

    Convert the model again: the file is damaged"""
    return _phases(node, shape_of(node.input(0)), shape_of(node.output()))


def _shaped(node: Node, wanted: list[int]) -> str:
    outputs = list(shape_of(node.output()))
    return broken(f"{outputs} instead of {wanted}", outputs == wanted)


def _place(axis: int, rank: int) -> int | None:
    """The axis counted from 0; None if there is none."""
    return axis % rank if -rank <= axis < rank else None


def _resized(node: Node, most: int) -> str:
    inputs, sizes = shape_of(node.input(0)), node.integers(1)
    if sizes is None or len(sizes) != 2 or len(inputs) != 4:
        return f"shape {list(inputs)}, or sizes that are not two int32 constants"
    if max(*sizes, *inputs[1:3]) > most:
        return f"sizes {sizes.tolist()} for shape {list(inputs)}"
    return _shaped(node, [inputs[0], *map(int, sizes), inputs[3]])


def _blocks(node: Node, wide: tuple[int, ...], deep: tuple[int, ...]) -> str:
    block = node.option("block_size")
    fits = len(wide) == len(deep) == 4 and 1 <= block <= np.iinfo(np.int16).max
    if fits:
        n, height, width, channels = deep
        square = block * block
        fits = wide == (n, height * block, width * block, channels // square)
        fits = fits and channels % square == 0
    return broken(f"{list(wide)} and {list(deep)} for a block of {block}", fits)


def _phases(node: Node, images: tuple[int, ...], batches: tuple[int, ...]) -> str:
    blocks, around = node.integers(1), node.integers(2)
    if blocks is None or around is None:
        return "blocks or borders that are no int32 constant"
    spatial, rank = len(images) - 2, len(images)
    if rank not in (3, 4) or len(batches) != rank or len(blocks) != spatial:
        return f"{len(blocks)} blocks for shapes {list(images)} and {list(batches)}"
    if len(around) != 2 * spatial or (blocks < 1).any() or (around < 0).any():
        return f"blocks {blocks.tolist()} and borders {around.tolist()}"
    whole = np.array(images[1:-1], np.int64) + around.reshape(-1, 2).sum(axis=1, dtype=np.int64)
    fits = (whole == np.array(batches[1:-1], np.int64) * blocks).all()
    fits = fits and images[-1] == batches[-1]
    fits = bool(fits and images[0] * math.prod(map(int, blocks)) == batches[0])
    return broken(f"{list(images)} and {list(batches)} for blocks {blocks.tolist()}", fits)
