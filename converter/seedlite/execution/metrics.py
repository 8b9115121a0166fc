"""Metrics: what a model's outputs are worth, and how much worse another model's are."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Outputs:
    """`steps`: int64 [n, values], a quantized output less its zero point, of whose `scale` real
    values are multiples; or float32 real values, `scale` being 1."""

    steps: np.ndarray
    scale: float

    @property
    def real(self) -> np.ndarray:
        """float64 [n, values]; exact, as products of 24 bits and 9."""
        return self.steps * np.float64(self.scale)


@dataclass(frozen=True)
class Truth:
    """What outputs are compared with. `values`, with [n] of all samples: class indices of `classes`
    int64 [n, positions]; labels 0 and 1, int64, [n, values] or, for `auc`, [n]; or real numbers
    float64 [n, values].

    threshold: above which a real output says 1.
    inputs: what an autoencoder should give back, float64 [n, values], where `values` are labels.
    grain: accuracies and areas are whole multiples of 1 / grain.
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
    """Share of positions, one or more a sample, whose largest output is at the label."""
    found = outputs.steps.reshape(-1, truth.classes).argmax(axis=1)
    return int((found == truth.values.reshape(-1)).sum()) / truth.values.size


def binary_accuracy(outputs: Outputs, truth: Truth) -> float:
    """Share of outputs that are on the label's side of the threshold."""
    return int(((outputs.real > truth.threshold) == truth.values).sum()) / truth.values.size


def auc(outputs: Outputs, truth: Truth) -> float:
    """Area under the receiver operating characteristic: the share of pairs of a sample labelled 1
    and one labelled 0 in which the first has the larger score; equal scores count half."""
    return area(_scores(outputs, truth), truth.values)


def area(scores: np.ndarray, labels: np.ndarray) -> float:
    """As `auc`, of scores [n] and labels 0 and 1 [n], both of which occur; counted in integers."""
    _, ranks = np.unique(scores, return_inverse=True)
    ones = np.bincount(ranks, labels == 1).astype(np.int64)
    zeros = np.bincount(ranks, labels == 0).astype(np.int64)
    below = np.cumsum(zeros) - zeros
    # twice the pairs won: at most 2 n^2, within int64 for n < 2^31
    won = int((ones * (2 * below + zeros)).sum())
    return won / (2 * int(ones.sum()) * int(zeros.sum()))


def _scores(outputs: Outputs, truth: Truth) -> np.ndarray:
    """How much each sample looks like label 1: by the one output, the second of two against the
    first, or how badly the input is given back."""
    if truth.inputs is not None:
        return np.square(outputs.real - truth.inputs).mean(axis=1)
    return outputs.steps[:, -1] - (outputs.steps[:, 0] if outputs.steps.shape[1] == 2 else 0)


def mse(outputs: Outputs, truth: Truth) -> float:
    return float(np.square(outputs.real - truth.values).mean())


def mae(outputs: Outputs, truth: Truth) -> float:
    return float(np.abs(outputs.real - truth.values).mean())


def snr(outputs: Outputs, truth: Truth) -> float:
    """Energy of what is wanted against that of the error, in dB."""
    with np.errstate(divide="ignore"):
        return float(10 * np.log10(np.square(truth.values).mean() / mse(outputs, truth)))


@dataclass(frozen=True)
class Metric:
    """title: in texts. unit: of values as `shown`. loss_unit: of what is lost against another
    model, the more the worse: points (hundredths), dB, or % by which an error has grown."""

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
        """In `unit`."""
        return 100 * value if self.is_accuracy else value

    def text(self, value: float) -> str:
        """'73.82 %', '21.30 dB', '0.01234'."""
        if self.is_accuracy or self.unit == "dB":
            return f"{self.shown(value):.2f} {self.unit}"
        return f"{value:.4f}" if self.higher_is_better else f"{value:.4g}"

    def lost(self, original: float, value: float, truth: Truth) -> float:
        """What a model of `value` loses against one of `original`, in `loss_unit`. Points are
        exact quotients, so that a limit that is just kept is kept. Infinite where the original
        makes no error and the model does."""
        if self.loss_unit == "points":
            grain = truth.grain
            return 100 * (round(original * grain) - round(value * grain)) / grain
        if value == original:
            return 0.0
        if self.loss_unit == "dB":
            return original - value
        return 100 * (value / original - 1) if original else math.inf

    def after(self, original: float, lost: float) -> float:
        """The value of a model that loses so much against one of value `original`."""
        if self.loss_unit == "%":
            return original * (1 + lost / 100)
        return original - (lost / 100 if self.loss_unit == "points" else lost)

    @property
    def axis(self) -> str:
        """'accuracy, %'."""
        return f"{self.title}, {self.unit}" if self.unit else self.title

    @property
    def loss_column(self) -> str:
        """'drop, points', 'rise, %'."""
        return f"{'drop' if self.higher_is_better else 'rise'}, {self.loss_unit}"

    def limit(self, most: float) -> str:
        """'1 point', '0.5 points', '2 dB', '10 % more'."""
        if self.loss_unit == "points":
            return f"{most:g} point" if most == 1 else f"{most:g} points"
        return f"{most:g} {self.loss_unit}" + (" more" if self.loss_unit == "%" else "")

    def loss_text(self, lost: float) -> str:
        """'0.10 points lost', '2.50 % more'."""
        return f"{lost:.2f} {self.loss_unit} {'more' if self.loss_unit == '%' else 'lost'}"

    def fields(self, value: float, prefix: str = "") -> dict[str, Any]:
        """A value's fields in reports: accuracies have one of their own beside."""
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
DEFAULT = "accuracy"  # of reports that name no metric


def metric_of(report: dict[str, object]) -> Metric:
    """The metric that a report, a sweep's head or a row was measured by."""
    return METRICS[str(report.get("metric", DEFAULT))]


def value_of(row: dict[str, float]) -> float:
    """What was measured, in a report's or row's own words."""
    return row["value"] if "value" in row else row["accuracy"]
