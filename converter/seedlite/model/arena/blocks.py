"""Activations that share memory, and their lifetimes."""

from dataclasses import dataclass

from seedlite.format.constants import ARENA_ALIGNMENT
from seedlite.format.operators import OPERATORS
from seedlite.model.graph import Model, Operator

ALIGNMENT = 4  # bytes: kernels read words


@dataclass
class Block:
    """Memory needed from operator `first` to operator `last`, by one tensor or by several that
    share it."""

    tensors: list[int]
    size: int
    first: int
    last: int
    alignment: int

    def lives_with(self, other: "Block") -> bool:
        return self.first <= other.last and other.first <= self.last


def blocks_of(model: Model) -> list[Block]:
    """Returns the model's activations as blocks. A RESHAPE shares its input's block; an
    element-wise operator writes over an operand of its output's size that is not used afterwards.
    """
    return _Blocks(model).all()


class _Blocks:
    def __init__(self, model: Model):
        self._model = model
        self._last_use = {t: now for now, o in enumerate(model.operators) for t in o.inputs}
        self._last_use |= {t: len(model.operators) for t in model.outputs}
        self._by_tensor: dict[int, Block] = {}
        for tensor in model.inputs:
            self._add(tensor, 0)
        for now, operator in enumerate(model.operators):
            if operator.computes:
                for tensor in operator.outputs:
                    self._write(tensor, operator, now)
        for tensor in (*model.inputs, *model.outputs):
            self._by_tensor[tensor].alignment = ARENA_ALIGNMENT

    def all(self) -> list[Block]:
        return list({id(block): block for block in self._by_tensor.values()}.values())

    def _add(self, tensor: int, now: int) -> None:
        size, last = self._model.tensors[tensor].bytes, self._last_use.get(tensor, now)
        self._by_tensor[tensor] = Block([tensor], size, now, last, ALIGNMENT)

    def _write(self, tensor: int, operator: Operator, now: int) -> None:
        shared = self._place_for(tensor, operator, now)
        if shared is None:
            self._add(tensor, now)
            return
        shared.tensors.append(tensor)
        shared.last = max(shared.last, self._last_use.get(tensor, now))
        self._by_tensor[tensor] = shared

    def _place_of_reshaped(self, source: int, now: int) -> Block | None:
        """Returns the block of a RESHAPE's input, or None if another tensor in it is used later:
        the loader allows a RESHAPE's output to lie on its input only."""
        block = self._by_tensor.get(source)
        others = [t for t in block.tensors if t != source] if block else []
        return None if any(self._last_use.get(t, now) > now for t in others) else block

    def _place_for(self, tensor: int, operator: Operator, now: int) -> Block | None:
        """Returns the input's block that the operator may overwrite, or None."""
        in_place = OPERATORS[operator.code].in_place if operator.code in OPERATORS else ""
        if in_place == "reshape":
            return self._place_of_reshaped(operator.inputs[0], now)
        if in_place != "elementwise":
            return None
        operands = set(operator.inputs) & self._by_tensor.keys()
        for operand in sorted(operands):
            block = self._by_tensor[operand]
            others = operands - {operand}
            dead = block.last <= now and not others & set(block.tensors)
            if dead and self._model.tensors[operand].bytes == self._model.tensors[tensor].bytes:
                return block
        return None
