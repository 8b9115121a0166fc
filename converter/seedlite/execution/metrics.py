"""Metrics of a model's outputs, and the loss against another model."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Outputs:
    """A model's outputs. `steps`: quantized outputs less their zero point, int64 [n, values], with
    real values steps * `scale`; or float32 real values with `scale` 1."""

    steps: np.ndarray
    scale: float

    @property
    def real(self) -> np.ndarray:
        """float64 [n, values]; exact, as products of 24 bits and 9."""
        return self.steps * np.float64(self.scale)


@dataclass(frozen=True)
class Truth:
    """The reference of outputs. `values`, [n] over all samples: class indices of `classes`, int64
    [n, positions]; labels 0 and 1, int64, [n, values] or, for `auc`, [n]; or real numbers, float64
    [n, values].

    threshold: real outputs above it mean 1.
    inputs: an autoencoder's reference, float64 [n, values], if `values` are labels.
    grain: accuracies and areas are multiples of 1 / grain.
    """

    values: np.ndarray
    classes: int = 0
    threshold: float = 0.0
    inputs: np.ndarray | None = None

    @property
    def grain(self) -> int:
        ones = int(self.values.sum())
        return 2 * ones * (self.values.size - ones) if self.values.ndim == 1 else self.values.size


def accuracy(outputs: Outputs, truth: Truth) -> float:
    """Returns the share of positions, one or more per sample, with the largest output at the
    label."""
    found = outputs.steps.reshape(-1, truth.classes).argmax(axis=1)
    return int((found == truth.values.reshape(-1)).sum()) / truth.values.size


def binary_accuracy(outputs: Outputs, truth: Truth) -> float:
    """Returns the share of outputs on the label's side of the threshold."""
    return int(((outputs.real > truth.threshold) == truth.values).sum()) / truth.values.size


def auc(outputs: Outputs, truth: Truth) -> float:
    """Returns the area under the receiver operating characteristic: the share of pairs of a sample
    labelled 1 and one labelled 0 in which the first has the larger score; ties count half
    (Mann-Whitney)."""
    return area(_scores(outputs, truth), truth.values)


def area(scores: np.ndarray, labels: np.ndarray) -> float:
    """Returns the `auc` of scores [n] and labels 0 and 1 [n], both of which occur; counts
    integers."""
    _, ranks = np.unique(scores, return_inverse=True)
    ones = np.bincount(ranks, labels == 1).astype(np.int64)
    zeros = np.bincount(ranks, labels == 0).astype(np.int64)
    below = np.cumsum(zeros) - zeros
    # twice the pairs won: at most 2 n^2, within int64 for n < 2^31
    won = int((ones * (2 * below + zeros)).sum())
    return won / (2 * int(ones.sum()) * int(zeros.sum()))


def _scores(outputs: Outputs, truth: Truth) -> np.ndarray:
    """Returns each sample's score for label 1: the one output, the second of two less the first, or
    an autoencoder's error."""
    if truth.inputs is not None:
        return np.square(outputs.real - truth.inputs).mean(axis=1)
    return outputs.steps[:, -1] - (outputs.steps[:, 0] if outputs.steps.shape[1] == 2 else 0)


def mse(outputs: Outputs, truth: Truth) -> float:
    return float(np.square(outputs.real - truth.values).mean())


def mae(outputs: Outputs, truth: Truth) -> float:
    return float(np.abs(outputs.real - truth.values).mean())


def snr(outputs: Outputs, truth: Truth) -> float:
    """Returns the energy of the reference over that of the error, in dB."""
    with np.errstate(divide="ignore"):
        return float(10 * np.log10(np.square(truth.values).mean() / mse(outputs, truth)))


@dataclass(frozen=True)
class Metric:
    """A metric. title: for texts. unit: of `shown` values. loss_unit: of the loss against another
    model: points (hundredths), dB, or % by which an error has grown."""

    name: str
    title: str
    measure: Callable[[Outputs, Truth], float]
    unit: str = ""
    loss_unit: str = "points"
    higher_is_better: bool = True

    @property
    def is_accuracy(self) -> bool:
        return self.unit == "%"

    def shown(self, value: float) -> float:
        """Returns the value in `unit`."""
        return 100 * value if self.is_accuracy else value

    def text(self, value: float) -> str:
        """Returns '73.82 %', '21.30 dB', '0.01234'."""
        if self.is_accuracy or self.unit == "dB":
            return f"{self.shown(value):.2f} {self.unit}"
        return f"{value:.4f}" if self.higher_is_better else f"{value:.4g}"

    def lost(self, original: float, value: float, truth: Truth) -> float:
        """Returns the loss of a model with `value` against one with `original`, in `loss_unit`.
        Points are exact quotients, so that limits hold exactly. Infinite if only the original has
        no error."""
        if self.loss_unit == "points":
            grain = truth.grain
            return 100 * (round(original * grain) - round(value * grain)) / grain
        if value == original:
            return 0.0
        if self.loss_unit == "dB":
            return original - value
        return 100 * (value / original - 1) if original else math.inf

    def after(self, original: float, lost: float) -> float:
        """Returns the value of a model with this loss against one of value `original`."""
        if self.loss_unit == "%":
            return original * (1 + lost / 100)
        return original - (lost / 100 if self.loss_unit == "points" else lost)

    @property
    def axis(self) -> str:
        """Returns 'accuracy, %'."""
        return f"{self.title}, {self.unit}" if self.unit else self.title

    @property
    def loss_column(self) -> str:
        """Returns 'drop, points', 'rise, %'."""
        return f"{'drop' if self.higher_is_better else 'rise'}, {self.loss_unit}"

    def limit(self, most: float) -> str:
        """Returns '1 point', '0.5 points', '2 dB', '10 % more'."""
        if self.loss_unit == "points":
            return f"{most:g} point" if most == 1 else f"{most:g} points"
        return f"{most:g} {self.loss_unit}" + (" more" if self.loss_unit == "%" else "")

    def loss_text(self, lost: float) -> str:
        """Returns '0.10 points lost', '0.10 points gained', '2.50 % more', '2.50 % less'."""
        worse, better = ("more", "less") if self.loss_unit == "%" else ("lost", "gained")
        return f"{abs(lost):.2f} {self.loss_unit} {better if lost < 0 else worse}"

    def fields(self, value: float, prefix: str = "") -> dict[str, Any]:
        """Returns a value's fields in reports; accuracies have an additional one."""
        accuracy = value if self.is_accuracy else None
        return {f"{prefix}value": value, f"{prefix}accuracy": accuracy}


METRICS = {
    metric.name: metric
    for metric in (
        Metric("accuracy", "accuracy", accuracy, "%"),
        Metric("binary-accuracy", "binary accuracy", binary_accuracy, "%"),
        Metric("auc", "area under the ROC curve", auc),
        Metric("mse", "mean squared error", mse, "", "%", higher_is_better=False),
        Metric("mae", "mean absolute error", mae, "", "%", higher_is_better=False),
        Metric("snr", "SNR", snr, "dB", "dB"),
    )
}
DEFAULT = "accuracy"  # in reports without a metric


def metric_of(report: dict[str, object]) -> Metric:
    """Returns the metric of a report, a sweep's head or a row."""
    return METRICS[str(report.get("metric", DEFAULT))]


def value_of(row: dict[str, float]) -> float:
    """Returns the metric's value in a report or row."""
    return row["value"] if "value" in row else row["accuracy"]
