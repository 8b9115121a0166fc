"""Selects the metric for a model and its data, and the reference of its outputs."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seedlite.data import (
    Shape,
    axes,
    check_classes,
    check_finite,
    check_labels,
    check_numbers,
    is_binary,
    is_one_hot,
    is_whole,
    squeezed,
)
from seedlite.errors import BadInputError, UsageError
from seedlite.execution.metrics import METRICS, Metric, Truth
from seedlite.format.constants import HEAD_SOFTMAX, OP_QUANTIZE, OP_RESHAPE, OP_SOFTMAX
from seedlite.model import Model, OutputBorder, borders_of


@dataclass(frozen=True)
class Case:
    """A model with one input and one output, and samples with or without y. `x`: real values [n,
    ...input shape]; `y`: [n, ...], unchecked; `place` names them in messages."""

    model: Model
    x: np.ndarray
    y: np.ndarray | None
    place: str

    @cached_property
    def shape(self) -> Shape:
        """Shape of an output, without batch and axes of size 1."""
        return squeezed(self.output.shape[1:])

    @property
    def output(self) -> OutputBorder:
        return borders_of(self.model).outputs[0]

    @property
    def is_single(self) -> bool:
        return self.shape == ()

    @property
    def classes(self) -> int:
        return 1 if self.is_single else self.shape[-1]

    @property
    def gives_back(self) -> bool:
        """Tells whether outputs have the shape of inputs, as in an autoencoder."""
        return squeezed(self.x.shape[1:]) == self.shape

    @property
    def y_shape(self) -> Shape | None:
        """Shape of one sample's y, without axes of size 1; None unless there is one y per
        sample."""
        if self.y is None or self.y.ndim == 0 or len(self.y) != len(self.x):
            return None
        return squeezed(self.y.shape[1:])

    @cached_property
    def ends_in_softmax(self) -> bool:
        if self.output.is_probable:
            return True
        tensor = self.model.outputs[0]
        for operator in reversed(self.model.operators):
            if tensor not in operator.outputs:
                continue
            if operator.code not in (OP_RESHAPE, OP_QUANTIZE):
                return operator.code == OP_SOFTMAX
            tensor = operator.inputs[0]
        return False

    @cached_property
    def threshold(self) -> float:
        """Threshold between classes: half the greatest probability, or its logarithm; 0 for logits,
        recognized by the output's range."""
        if self.output.is_probable:
            return 0.5 if self.output.head == HEAD_SOFTMAX else math.log(0.5)
        least, largest, scale = self.output.range()
        return 0.5 if least >= -scale and largest <= 1 + scale else 0.0

    def given(self) -> np.ndarray:
        if self.y is None:
            raise BadInputError(f"{self.place}: no array 'y', which this metric needs")
        return self.y

    def of_classes(self) -> Truth:
        """Returns one label per sample or, for a map, per position."""
        y = self.given()
        if self.classes < 2:
            raise BadInputError(
                f"{self.place}: the model has one output, of which the largest says nothing"
            )
        if len(self.shape) == 1:
            labels = check_labels(y, len(self.x), self.classes, self.place)
        elif self.y_shape == self.shape[:-1]:
            labels = check_classes(y, self.classes, self.place)
        else:
            raise self._misshapen("class indices", self.shape[:-1])
        return Truth(labels.reshape(len(y), -1), self.classes)

    def of_binary(self) -> Truth:
        """Returns a label 0 or 1 for each output."""
        y = self.given()
        if self.y_shape != self.shape:
            raise self._misshapen("labels 0 and 1", self.shape)
        return Truth(self._zeros_and_ones(y).reshape(len(y), -1), threshold=self.threshold)

    def of_scores(self) -> Truth:
        """Returns a label 0 or 1 for each sample."""
        y = self.given()
        if self.y_shape != ():
            raise self._misshapen("labels 0 and 1", ())
        labels = self._zeros_and_ones(y).reshape(-1)
        if labels.min() == labels.max():
            raise BadInputError(
                f"{self.place}: y holds {labels[0]} alone; an area under the curve takes samples "
                "of both labels"
            )
        if self.is_single or (self.shape == (2,) and not self.gives_back):
            return Truth(labels)
        if self.gives_back:
            return Truth(labels, inputs=self.x.reshape(len(labels), -1).astype(np.float64))
        raise BadInputError(
            f"{self.place}: an area under the curve takes a model with one output, two classes, or "
            f"the input's shape; this one has outputs {list(self.shape)}"
        )

    def of_values(self) -> Truth:
        """Returns real numbers: y in the output's shape, or the inputs of an autoencoder."""
        if self.y is not None and self.y_shape == self.shape:
            y = check_numbers(self.y, "y", self.place)
            values = check_finite(y.astype(np.float64), y, "y", self.place)
        elif self.gives_back and (self.y is None or self.y_shape == ()):
            values = self.x.astype(np.float64)
        elif self.y is None:
            raise BadInputError(
                f"{self.place}: no array 'y', and the outputs {list(self.shape)} are not of the "
                "input's shape"
            )
        else:
            raise self._misshapen("numbers", self.shape)
        return Truth(values.reshape(len(self.x), -1))

    def of_signal(self) -> Truth:
        truth = self.of_values()
        if not truth.values.any():
            raise BadInputError(f"{self.place}: all wanted values are 0: there is no signal")
        return truth

    def _zeros_and_ones(self, y: np.ndarray) -> np.ndarray:
        y = check_numbers(y, "y", self.place)
        if not is_binary(y):
            wrong = y[(y != 0) & (y != 1)].reshape(-1)[0]
            raise BadInputError(f"{self.place}: y holds {wrong:g}; labels 0 and 1 are needed")
        return y.astype(np.int64)

    def _misshapen(self, what: str, shape: Shape) -> BadInputError:
        y = self.given()
        wanted = (len(self.x), *shape)
        return BadInputError(f"{self.place}: y has shape {y.shape}; {wanted} {what} are needed")

    def default(self) -> str:
        """Returns the metric that shapes and values determine. Raises BadInputError with the
        candidates."""
        if self.y is None:
            if self.gives_back:
                return "mse"
            raise BadInputError(
                f"{self.place}: no array 'y': labels (class indices, or 0 and 1), or numbers of "
                f"the shape of the model's outputs, {axes('n', *self.shape)}"
            )
        if self.y_shape == () and not self.is_single:
            return self._of_one_label(self.y)
        if self.y_shape == self.shape:
            return self._of_same_shape(self.y)
        if len(self.shape) <= 1 and not self.is_single:
            return "accuracy"  # whose check says what is wrong
        if not self.is_single and self.y_shape == self.shape[:-1] and is_whole(self.y):
            return "accuracy"
        raise self._misshapen("labels or numbers", self.shape)

    def _of_one_label(self, y: np.ndarray) -> str:
        """Several outputs, one label."""
        if self.gives_back and is_binary(y) and not self.ends_in_softmax:
            if self.shape == (2,):
                raise self._ambiguous()
            return "auc"
        if len(self.shape) > 1:
            raise self._ambiguous()
        return "accuracy"

    def _of_same_shape(self, y: np.ndarray) -> str:
        if self.is_single:
            return "binary-accuracy" if is_binary(y) else "mse"
        if len(self.shape) == 1 and is_one_hot(y.reshape(len(y), -1), self.classes):
            return "accuracy"
        if not is_binary(y):
            return "mse"
        if self.threshold and not self.ends_in_softmax:
            return "binary-accuracy"
        raise self._ambiguous()

    def _ambiguous(self) -> BadInputError:
        return BadInputError(
            f"{self.place}: outputs {list(self.shape)} with this y can be measured in several "
            f"ways, or none; say which: `metric` {self.fitting()}"
        )

    def fitting(self) -> str:
        found = [name for name in METRICS if self._fits(name)]
        return ", ".join(found) or "(none fits)"

    def _fits(self, name: str) -> bool:
        try:
            WANTS[name](self)
        except BadInputError:
            return False
        return True


WANTS: dict[str, Callable[[Case], Truth]] = {
    "accuracy": Case.of_classes,
    "binary-accuracy": Case.of_binary,
    "auc": Case.of_scores,
    "mse": Case.of_values,
    "mae": Case.of_values,
    "snr": Case.of_signal,
}


def check_metric(name: str | None) -> None:
    """Raises UsageError for an unknown metric."""
    if name is not None and name not in METRICS:
        raise UsageError(f"`metric` {name} is unknown; choose one of {', '.join(METRICS)}")


def truth_of(case: Case, name: str) -> tuple[Metric, Truth]:
    """Returns the metric of that name and the reference of its outputs. Raises BadInputError."""
    try:
        return METRICS[name], WANTS[name](case)
    except BadInputError as error:
        others = case.fitting()
        raise BadInputError(f"{error} (`metric` {name}; those that fit: {others})") from error
