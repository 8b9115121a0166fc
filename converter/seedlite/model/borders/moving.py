"""Moves conversions between int8 and other types towards the ports."""

from dataclasses import replace

from seedlite.format.constants import (
    OP_DEQUANTIZE,
    OP_LOG_SOFTMAX,
    OP_QUANTIZE,
    OP_RESHAPE,
    OP_SOFTMAX,
    OP_STRIDED_SLICE,
    OP_TRANSPOSE,
    TYPE_INT8,
    TYPE_INT32,
)
from seedlite.model.graph import Model, Operator

# outputs hold elements of the first input; the other inputs are constants
MOVERS = (OP_RESHAPE, OP_STRIDED_SLICE, OP_TRANSPOSE)
ROWWISE = (OP_SOFTMAX, OP_LOG_SOFTMAX)


def move_conversions(model: Model) -> None:
    """Exchanges operators that only move values of other types than int8 with the QUANTIZE after,
    or the DEQUANTIZE, QUANTIZE or softmax before them, so that they move int8 and give the same
    values. Edits the model's lists; dead operators are left to another pass."""
    place = 0
    while place < len(model.operators):
        pair = _exchanged(model, place)
        if pair is None:
            place += 1
        else:
            model.operators[place : place + 1] = pair
            place = 0


def _exchanged(model: Model, place: int) -> list[Operator] | None:
    """Returns two operators equivalent to the one at `place` and its predecessor; None if the pair
    cannot be exchanged."""
    second = model.operators[place]
    if not second.inputs or len(second.outputs) != 1:
        return None
    if second.inputs[0] < 0 or model.tensors[second.inputs[0]].type in (TYPE_INT8, TYPE_INT32):
        return None
    makers = (o for o in model.operators[:place] if o.outputs == second.inputs[:1])
    first = next(makers, None)
    if first is None or not first.inputs or first.inputs[0] < 0:
        return None
    if second.code == OP_QUANTIZE and first.code in MOVERS:
        return _swapped(model, first, second)
    if second.code not in MOVERS:
        return None
    from_int8 = model.tensors[first.inputs[0]].type == TYPE_INT8
    if first.code in (OP_DEQUANTIZE, OP_QUANTIZE) and from_int8:
        return _swapped(model, first, second)
    if first.code in ROWWISE and _keeps_rows(model, second):
        return _swapped(model, first, second)
    return None


def _swapped(model: Model, first: Operator, second: Operator) -> list[Operator]:
    """Puts the second operator before the first. The tensor between them gets the mover's shape and
    the conversion's type."""
    mover = first if first.code in MOVERS else second
    shape = model.tensors[mover.inputs[0] if mover is first else mover.outputs[0]].shape
    like = model.tensors[second.outputs[0] if mover is first else first.inputs[0]]
    model.tensors.append(replace(like, shape=shape, data=None, name="", signature=()))
    between = len(model.tensors) - 1
    return [
        replace(second, inputs=[first.inputs[0], *second.inputs[1:]], outputs=[between]),
        replace(first, inputs=[between, *first.inputs[1:]], outputs=second.outputs),
    ]


def _keeps_rows(model: Model, mover: Operator) -> bool:
    """Tells whether a RESHAPE keeps the last axis, along which a softmax is computed."""
    before, after = (model.tensors[t].shape for t in (mover.inputs[0], mover.outputs[0]))
    return mover.code == OP_RESHAPE and before[-1:] == after[-1:] != ()
