"""Outputs that are probabilities: what goes into a final softmax."""

from dataclasses import dataclass

from seedlite.format.constants import OP_QUANTIZE, OP_SOFTMAX
from seedlite.model.borders.section import borders_of
from seedlite.model.graph import Model


@dataclass(frozen=True)
class Head:
    """An output before a final softmax or log-softmax. `tensor`: its index; `operators`: the number
    of operators before the softmax; `beta`: the softmax's factor, None without one."""

    tensor: int
    operators: int
    beta: float | None


def heads_of(model: Model) -> list[Head]:
    """Returns every output of the model before a final softmax, which is on the device or outside.
    A QUANTIZE behind the softmax, as for uint8 outputs, is left out, too."""
    made = {o.outputs[0]: number for number, o in enumerate(model.operators) if o.outputs}
    found = []
    for border in borders_of(model).outputs:
        index = model.outputs[border.device]
        every = len(model.operators)
        if border.is_probable:
            found.append(Head(index, every, border.beta or 1.0))
            continue
        number = made.get(index)
        if number is not None and model.operators[number].code == OP_QUANTIZE:
            number = made.get(model.operators[number].inputs[0])
        if number is None or model.operators[number].code != OP_SOFTMAX:
            found.append(Head(index, every, None))
        else:
            last = model.operators[number]
            found.append(Head(last.inputs[0], number, last.options["beta"]))
    return found
