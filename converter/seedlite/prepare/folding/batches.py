"""Makes convolutions between SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND convolutions with dilation, as
TensorFlow's graphs meant them."""

from dataclasses import replace

from seedlite.format.constants import (
    OP_BATCH_TO_SPACE_ND,
    OP_CONV_2D,
    OP_DEPTHWISE_CONV_2D,
    OP_SPACE_TO_BATCH_ND,
    PADDING_SAME,
    PADDING_VALID,
    TYPE_INT32,
)
from seedlite.model import WEIGHTS, Model, Operator, same_padding
from seedlite.prepare.folding.integers import same_quantization

IMAGE_RANK = 4


def to_dilated(model: Model) -> None:
    """Replaces each of these three operators in a row by a convolution, where its padding is SAME
    or VALID. The first two are left unused."""
    makers = {t: o for o in model.operators for t in o.outputs}
    reads = [t for o in model.operators for t in o.inputs] + model.outputs
    for place, join in enumerate(model.operators):
        if join.code != OP_BATCH_TO_SPACE_ND or len(join.inputs) != 3:
            continue
        conv = makers.get(join.inputs[0])
        cut = makers.get(conv.inputs[0]) if conv is not None and conv.inputs else None
        if conv is None or cut is None or reads.count(join.inputs[0]) != 1:
            continue
        dilated = _dilated(model, cut, conv, join)
        if dilated is not None:
            model.operators[place] = dilated


def _dilated(model: Model, cut: Operator, conv: Operator, join: Operator) -> Operator | None:
    """The convolution; None if it is none."""
    blocks, crops = _integers(model, join)
    if cut.code != OP_SPACE_TO_BATCH_ND or conv.code not in (OP_CONV_2D, OP_DEPTHWISE_CONV_2D):
        return None
    plain = conv.strides == conv.dilation == (1, 1) and conv.option("padding") == PADDING_VALID
    same_blocks, pads = _integers(model, cut)
    if not plain or len(blocks) != 2 or blocks != same_blocks or len(crops) != len(pads):
        return None
    ends = [(cut.inputs[0], cut.outputs[0]), (join.inputs[0], join.outputs[0])]
    pairs = [[model.tensors[t] for t in end] for end in ends]
    if not all(same_quantization(*pair) and len(pair[0].shape) == IMAGE_RANK for pair in pairs):
        return None
    options = conv.options | {"dilation_h_factor": blocks[0], "dilation_w_factor": blocks[1]}
    made = replace(
        conv,
        inputs=[cut.inputs[0], *conv.inputs[1:]],
        outputs=join.outputs,
        options=options,
        version=2,
    )
    padding = _padding(model, made, [p - c for p, c in zip(pads[::2], crops[::2], strict=True)])
    return None if padding is None else replace(made, options=options | {"padding": padding})


def _integers(model: Model, operator: Operator) -> tuple[list[int], list[int]]:
    """The constants of a cut or join; nothing where they are computed."""
    tensors = [model.tensors[t] for t in operator.inputs[1:3] if t >= 0]
    if len(tensors) != 2 or any(t.data is None or t.type != TYPE_INT32 for t in tensors):
        return [], []
    blocks, around = (t.flat().tolist() for t in tensors)
    return blocks, around


def _padding(model: Model, conv: Operator, before: list[int]) -> int | None:
    """The padding that puts `before` pixels in front of each axis, and gives the output its
    extents."""
    inputs, outputs = (model.tensors[t].shape[1:3] for t in (conv.inputs[0], conv.outputs[0]))
    covered = conv.covered(model.tensors[conv.inputs[WEIGHTS]].shape[1:3])
    around = [same_padding(e, c, 1) for e, c in zip(inputs, covered, strict=True)]
    if outputs == inputs and before == [pair[0] for pair in around]:
        return PADDING_SAME
    valid = tuple(e - c + 1 for e, c in zip(inputs, covered, strict=True))
    return PADDING_VALID if outputs == valid and not any(before) else None
