"""Additions of a layer's outputs to another tensor, whose error the layer can make up for."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from seedlite.format.constants import ACTIVATION_NONE, OP_ADD
from seedlite.model import (
    Layer,
    Model,
    Operator,
    layer_source,
    layer_weights,
    layers,
)
from seedlite.search.calibrated.activations import Arenas
from seedlite.search.calibrated.inputs import summing_layers


@dataclass(frozen=True)
class Addend:
    """The tensor that a layer's outputs are added to: what the coding of earlier layers took from
    it."""

    lost: np.ndarray  # int32 [rows, channels]: the original's steps less the coded ones
    scale: float  # of a step, in steps of the layer's inputs

    def rows(self, chosen: np.ndarray) -> "Addend":
        """Returns the rows (output pixels of samples) with the chosen indices."""
        return replace(self, lost=self.lost[chosen])


class Additions:
    """The additions in a model to which layers contribute."""

    def __init__(self, model: Model, coded: Collection[tuple[int, int]]):
        """coded: the places of the layers that get seed bits."""
        self._model = model
        self._makers = {t: n for n, o in enumerate(model.operators) for t in o.outputs}
        self._layers = summing_layers(model)
        self._others: dict[int, int] = {}  # by operator: the tensor that its output is added to
        self._early: dict[int, int] = {}  # by operator: that before which its layer is coded
        for operator in model.operators:
            if operator.code == OP_ADD and self._joins_equals(operator):
                self._add(operator, coded)

    def order(self) -> list[tuple[Layer, int]]:
        """Returns all layers in the order of coding, each with the operator before which it is
        coded. Where two are added, the one with more weights, which can make up for more, is last,
        if the other's inputs are there before it."""
        every = layers(self._model)
        places = [(layer, self._early.get(layer.operator, layer.operator)) for layer in every]
        return sorted(places, key=lambda each: (each[1], each[0].operator == each[1]))

    def addend(self, layer: Layer, original: Arenas, coded: Arenas, stored: Model) -> Addend | None:
        """Returns the addend of a layer's outputs; None if there is none that is known before.

        original, coded: the activations before the layer; the latter are of `stored`.
        """
        number = layer.operator
        if number not in self._others or number in self._early:
            return None
        index = self._others[number]
        maker, tensor = self._makers.get(index, -1), self._model.tensors[index]
        if maker < number:
            before, after = (states.tensor(self._model, index) for states in (original, coded))
        elif self._early.get(maker) == number:
            before, after = original.output_of(self._model, maker), coded.output_of(stored, maker)
        else:
            return None
        lost = before.astype(np.int32) - after
        scale = tensor.scale / layer_source(self._model, layer).scale
        return Addend(lost.reshape(-1, tensor.shape[-1]), scale)

    def _joins_equals(self, addition: Operator) -> bool:
        """Tells whether the operands are two activations of one shape."""
        a, b = addition.inputs
        first, second = self._model.tensors[a], self._model.tensors[b]
        return a != b and first.shape == second.shape and first.data is second.data is None

    def _add(self, addition: Operator, coded: Collection[tuple[int, int]]) -> None:
        a, b = addition.inputs
        for own, other in ((a, b), (b, a)):
            if own in self._makers and self._only_added(own):
                self._others[self._makers[own]] = other
        first, last = sorted(self._makers.get(index, -1) for index in (a, b))
        if first in self._others and last in self._others:
            source = self._makers.get(self._model.operators[last].source, -1)
            sizes = [self._size(number, coded) for number in (first, last)]
            if source < first and sizes[1] < sizes[0]:
                self._early[last] = first

    def _only_added(self, index: int) -> bool:
        """Tells whether a tensor is a layer's sums, and read by the addition alone."""
        number = self._makers[index]
        linear = self._model.operators[number].fused_activation == ACTIVATION_NONE
        readers = sum(index in o.inputs for o in self._model.operators)
        return (
            number in self._layers and linear and readers == 1 and index not in self._model.outputs
        )

    def _size(self, number: int, coded: Collection[tuple[int, int]]) -> int:
        """Returns the number of coded weights, with which a layer can make up for errors."""
        layer = self._layers[number]
        return layer_weights(self._model, layer).count if layer.place in coded else 0
