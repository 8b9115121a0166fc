"""Runs a model's graph in real numbers on a mini-batch, with fake-quantized activations (Jacob et
al., 2018)."""

from collections.abc import Callable

import tensorflow as tf

from seedlite.errors import UnsupportedError
from seedlite.format.constants import TYPE_INT8
from seedlite.model import KINDS, WEIGHTS, Model, borders_of, heads_of, operator_name
from seedlite.training.operators import (
    ACTIVATIONS,
    REPLAYS,
    WEIGHTED,
    constant,
    fake_quantized,
    limited,
)

# (number of an operator with weights, its input) -> its output before the fused activation
Weighted = Callable[[int, tf.Tensor], tf.Tensor]


class Replay:
    """The differentiable graph of a model. `classes`: the number of the classifier's outputs; 0 if
    the output is no vector."""

    def __init__(self, model: Model, source: str):
        self.model = model
        _check(model, source)
        head = heads_of(model)[0]
        self._operators = model.operators[: head.operators]
        self._output, self._beta = head.tensor, head.beta
        shape = model.tensors[self._output].shape
        self.classes = shape[1] if len(shape) == 2 and shape[0] == 1 and shape[1] > 1 else 0
        self.probabilities = self._beta is not None
        self._constants = {
            index: constant(model, index)
            for operator in self._operators
            if operator.code not in KINDS
            for index in operator.inputs
            if index >= 0
            and model.tensors[index].data is not None
            and model.tensors[index].type == TYPE_INT8
        }

    def run(self, x: tf.Tensor, weighted: Weighted) -> tf.Tensor:
        """Maps real inputs [n, *shape after the model's batch of 1] to real outputs [n, ...] before
        a final softmax."""
        values = dict(self._constants)
        for source in self.model.inputs:
            real = tf.reshape(x, (-1, *self.model.tensors[source].shape))
            values[source] = self._quantized(source, real)
        for number, operator in enumerate(self._operators):
            inputs = [values[index] for index in operator.inputs if index in values]
            if operator.code in KINDS:
                outputs = [weighted(number, inputs[0])]
                shape = self.model.tensors[operator.outputs[0]].shape
                outputs = [tf.reshape(outputs[0], (-1, *shape))]
            else:
                outputs = REPLAYS[operator.code](self.model, operator, inputs)
            for index, value in zip(operator.outputs, outputs, strict=True):
                values[index] = self._quantized(index, limited(self.model, operator, value))
        outputs = values[self._output]
        if self._beta is not None:
            outputs = outputs * self._beta
        return tf.reshape(outputs, (-1, *self.model.tensors[self._output].shape[1:]))

    def _quantized(self, index: int, value: tf.Tensor) -> tf.Tensor:
        return fake_quantized(value, self.model.tensors[index])


def _check(model: Model, source: str) -> None:
    borders = borders_of(model)
    if len(borders.inputs) != 1 or len(borders.outputs) != 1:
        raise UnsupportedError(
            f"{source}: {len(borders.inputs)} inputs and {len(borders.outputs)} outputs; training "
            "takes models with one of each"
        )
    read = [index for operator in model.operators for index in operator.inputs]
    for number, operator in enumerate(model.operators):
        name = f"{source}: operator {operator_name(model, number)}"
        if operator.code not in WEIGHTED and operator.code not in REPLAYS:
            raise UnsupportedError(
                f"{name} is not among the operators that training knows; convert without training, "
                "or replace the layer that makes it"
            )
        if operator.fused_activation not in ACTIVATIONS:
            raise UnsupportedError(
                f"{name}: training does not know its fused activation {operator.fused_activation}; "
                "convert without training, or replace the layer's activation"
            )
        if operator.code in KINDS:
            weights = operator.inputs[WEIGHTS]
            if model.tensors[weights].data is None or read.count(weights) > 1:
                raise UnsupportedError(
                    f"{name}: its weights are computed, or another operator's too; training takes "
                    "constant weights of one operator"
                )
