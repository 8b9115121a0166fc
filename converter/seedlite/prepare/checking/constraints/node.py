"""An operator as seen by constraints."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from seedlite.format.constants import TYPE_INT32, TYPE_RESOURCE
from seedlite.format.operators import OPERATORS
from seedlite.model import TYPE_NAMES, Model, Operator, Tensor


@dataclass(frozen=True)
class Node:
    """Tensors that an operator lacks are None."""

    model: Model
    operator: Operator

    def input(self, place: int) -> Tensor | None:
        return self._tensor(self.operator.inputs, place)

    @property
    def source(self) -> Tensor | None:
        return self.input(OPERATORS[self.operator.code].activation)

    def output(self, place: int = 0) -> Tensor | None:
        return self._tensor(self.operator.outputs, place)

    def option(self, name: str) -> int:
        return self.operator.option(name)

    def _tensor(self, places: list[int], place: int) -> Tensor | None:
        there = place < len(places) and places[place] >= 0
        return self.model.tensors[places[place]] if there else None

    def tensors(self) -> Iterator[tuple[str, Tensor]]:
        """Every tensor of the operator, with its place in words."""
        for side, places in (("input", self.operator.inputs), ("output", self.operator.outputs)):
            for place, index in enumerate(places):
                if index >= 0:
                    yield f"{side} {place}", self.model.tensors[index]

    def activations(self) -> Iterator[tuple[str, Tensor]]:
        """What is computed anew in each inference: neither variables nor their handles."""
        every = ((where, t) for where, t in self.tensors() if not t.variable)
        return ((where, t) for where, t in every if t.data is None and t.type != TYPE_RESOURCE)

    def integers(self, place: int) -> np.ndarray | None:
        """The values of a constant int32 input."""
        tensor = self.input(place)
        if tensor is None or tensor.type != TYPE_INT32 or tensor.data is None:
            return None
        return tensor.array().ravel()


def shape_of(tensor: Tensor | None) -> tuple[int, ...]:
    return () if tensor is None else tensor.shape


def type_of(tensor: Tensor) -> str:
    return TYPE_NAMES.get(tensor.type, f"of type {tensor.type}")


def scale_of(tensor: Tensor | None) -> float:
    """The first scale; 1 where there is none, which another constraint says."""
    if tensor is None or tensor.quantization is None:
        return 1.0
    return tensor.scale


def shift_of(multiplier: float) -> int:
    """The power of two of a fixed-point multiplier: it is below 2 to this power."""
    return math.frexp(multiplier)[1]


def broken(found: str, kept: bool) -> str:
    """Returns a constraint's result: what was found, or nothing if it is kept."""
    return "" if kept else found
