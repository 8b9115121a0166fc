"""Evaluates an int8 model on samples with or without labels."""

from dataclasses import dataclass

import numpy as np

from seedlite.data import (
    Axes,
    Data,
    LabelledData,
    check_samples,
    describe_samples,
    join_sequences,
    range_warnings,
    real_inputs,
    sequence_warnings,
    split_sequences,
    warn,
)
from seedlite.errors import BadInputError, UnsupportedError, UsageError
from seedlite.execution.metrics import Metric, Outputs, Truth
from seedlite.execution.reference import Case, check_metric, truth_of
from seedlite.execution.run import Run, Runner, run_rows
from seedlite.execution.validation import Validation, doubts, validate
from seedlite.model import Model, OutputBorder, as_rows, borders_of
from seedlite.prepare import Deployable, deploy
from seedlite.progress import Progress
from seedlite.reports import Report


def accuracy(outputs: np.ndarray, labels: np.ndarray) -> float:
    """Returns the share of outputs [n, classes], n >= 1, classes >= 2, with the largest value at
    the label."""
    assert outputs.shape[1] > 1
    return float((outputs.argmax(axis=1) == labels).mean())


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation(Report):
    """The measurement of a model.

    metric: accuracy, binary-accuracy, auc, mse, mae or snr.
    value: in the metric's own unit: accuracies and areas 0 ... 1, snr in dB.
    accuracy: the value of a metric that is one; else None.
    samples: number of samples used.
    on: 'host', 'litert', or a board's name or folder.
    validation: of a board, its outputs against those of the runtime on this machine.
    data: the interpretation of x and y.
    warnings: doubts about them, and about the board.
    """

    metric: str
    value: float
    accuracy: float | None = None
    samples: int
    on: str
    validation: Validation | None = None
    data: dict[str, str]
    warnings: list[str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison(Report):
    """The values of an original and its conversion, as in Evaluation; `drop` is the loss, in
    `drop_unit`: points (hundredths), dB, or % by which an error has grown."""

    metric: str
    value: float
    accuracy: float | None = None
    original_value: float
    original_accuracy: float | None = None
    drop: float
    drop_unit: str


@dataclass(frozen=True)
class EvaluationData:
    """Samples to measure a model with one input and one output and its conversions. `inputs`: of
    the device, int8 [n, bytes of all inputs], or [sequences, steps, bytes] of a model with a state.
    `last`: there is a y for each sequence, with which the last output is compared."""

    inputs: np.ndarray
    last: bool
    metric: Metric
    truth: Truth
    output: OutputBorder
    data: dict[str, str]
    warnings: list[str]

    @classmethod
    def of(
        cls,
        model: Model,
        data: LabelledData,
        metric: str | None = None,
        limit: int | None = None,
    ) -> "EvaluationData":
        """Checks and wraps samples.

        data: x [n, ...input shape], quantized or real values; y [n, ...], or None. For a model with
            a state x is [sequences, steps, ...input shape], or one sequence, and y [sequences,
            steps, ...] or, for the last outputs, [sequences, ...].
        metric: a name; default: the only one that fits.
        limit: number of samples used, or of sequences.
        Raises BadInputError, UsageError.
        """
        check_metric(metric)
        if limit is not None and limit < 1:
            raise UsageError(f"`limit` {limit}: at least one sample is needed")
        x, y, place = data.x, data.y, data.place
        _check_ports(model, place)
        borders = borders_of(model)
        if not metric:
            every = _Shaped.of(model, x, y, place)
            shaped = check_samples(every.x, borders.inputs[0].shape[1:], place)
            metric = Case(model, every.measured(shaped), every.y, place).default()
        if y is not None and y.ndim and len(y) == len(x):
            y = y[:limit]
        given = _Shaped.of(model, x[:limit], y, place)
        x, y = given.x, given.y
        reals = real_inputs(model, x, place)
        found, truth = truth_of(Case(model, given.measured(reals), y, place), metric)
        samples = x.reshape(reals.shape) if borders.inputs[0].owns(x) else reals
        return cls(
            join_sequences(as_rows(borders.inputs[0].quantized(samples)), given.axes),
            given.last,
            found,
            truth,
            borders.outputs[0],
            _describe(model, data.x, y, truth, metric),
            sequence_warnings(model, data.x, place) + range_warnings(samples, model, place),
        )

    @property
    def samples(self) -> int:
        return len(self.inputs)

    def measure(
        self,
        model: Deployable,
        on: str | Runner = "host",
        progress: Progress | None = None,
    ) -> float:
        """Returns the metric's value for a model; `on` as in `evaluate`."""
        return self.value_of(run_rows(model, self.inputs, on, progress))

    def value_of(self, made: Run) -> float:
        """Returns the metric's value for what a model made of `inputs`."""
        outputs = made.outputs
        outputs = outputs[:, -1] if self.last else outputs.reshape(-1, outputs.shape[-1])
        return self.metric.measure(_measurable(self.output, outputs), self.truth)

    def lost(self, original: float, value: float) -> float:
        """Returns the loss against the original's value, in the metric's `loss_unit`."""
        return self.metric.lost(original, value, self.truth)

    def measure_original(self, model: Deployable, progress: Progress | None = None) -> float:
        """Returns the value of an original for comparisons. Raises UnsupportedError if a loss
        against it is undefined."""
        value = self.measure(model, progress=progress)
        if self.metric.loss_unit != "points" and (value == 0 or not np.isfinite(value)):
            raise UnsupportedError(
                f"the int8 original makes no error at all, so that no loss of {self.metric.name} "
                "can be told; give y that is measured, not the model's own outputs"
            )
        return value

    def compared(self, original: float, value: float) -> Comparison:
        return Comparison(
            metric=self.metric.name,
            **self.metric.fields(value),
            **self.metric.fields(original, "original_"),
            drop=self.lost(original, value),
            drop_unit=self.metric.loss_unit,
        )


@dataclass(frozen=True)
class _Shaped:
    """Samples x [n, ...] with y; of a model with a state those of all sequences, of which there are
    `axes`, sequences and steps, and with a y for each step or, `last`, for each sequence."""

    x: np.ndarray
    y: np.ndarray | None
    axes: Axes | None
    last: bool

    @classmethod
    def of(cls, model: Model, x: np.ndarray, y: np.ndarray | None, place: str) -> "_Shaped":
        """Raises BadInputError for a y that fits neither steps nor sequences."""
        shape = borders_of(model).inputs[0].shape[1:]
        flat, axes = split_sequences(model, x, shape, place)
        if axes is None or y is None:
            return cls(flat, y, axes, False)
        leading = x.shape[: x.ndim - len(shape)]
        if y.shape[: len(leading)] == leading:
            return cls(flat, y.reshape(-1, *y.shape[len(leading) :]), axes, False)
        if y.ndim and len(y) == axes[0]:
            return cls(flat, y, axes, True)
        raise BadInputError(
            f"{place}: y has shape {y.shape}; a y for each step is needed, {leading}, or for each "
            f"sequence, {axes[:1]}"
        )

    def measured(self, samples: np.ndarray) -> np.ndarray:
        """Returns those of the samples [n, ...] that have a y."""
        return join_sequences(samples, self.axes)[:, -1] if self.last else samples


def _measurable(output: OutputBorder, values: np.ndarray) -> Outputs:
    """Converts device outputs, [n, elements], for metrics: to exact integer steps, except after a
    softmax outside the device."""
    if output.is_probable:
        return Outputs(output.values(values), 1.0)
    steps = values.astype(np.int64) - output.tensor.zero_point
    return Outputs(steps, output.tensor.scale)


def _check_ports(model: Model, place: str) -> None:
    borders = borders_of(model)
    for what, found in (("inputs", borders.inputs), ("outputs", borders.outputs)):
        if len(found) != 1:
            names = ", ".join(repr(border.name) for border in found)
            raise UnsupportedError(
                f"{place}: the model has {len(found)} {what} ({names}); models with one can be "
                "measured: make one with the output that matters"
            )


def _describe(
    model: Model, x: np.ndarray, y: np.ndarray | None, truth: Truth, metric: str
) -> dict[str, str]:
    """Describes how x and y are interpreted."""
    told = {"x": describe_samples(x, model)}
    if y is None:
        return told | {"y": "none: outputs are compared with the inputs"}
    text = f"{y.dtype} {list(y.shape)}: "
    if metric == "accuracy":
        one_hot = y.size == truth.values.size * truth.classes
        return told | {"y": text + ("one-hot" if one_hot else "class indices")}
    if metric == "binary-accuracy":
        means = "probabilities" if truth.threshold else "logits"
        return told | {"y": f"{text}1 where the output, {means}, is above {truth.threshold:g}"}
    if metric == "auc":
        score = "the output" if truth.inputs is None else "the error of what is given back"
        return told | {"y": f"{text}1 where {score} is large"}
    if y.size != truth.values.size:
        return told | {"y": f"{text}not used: outputs are compared with the inputs"}
    return told | {"y": f"{text}real values"}


def evaluate(
    file: bytes,
    data: Data,
    *,
    metric: str | None = None,
    on: str | Runner = "host",
    limit: int | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Measures a model on samples x, and labels or reference values y.

    metric: accuracy, binary-accuracy, auc, mse, mae or snr; default: the one that fits.
    on: 'host' (seedlite's runtime here), 'litert' (LiteRT with seedlite's delegate) or a runner
        (on_board), whose outputs are also compared with the host's.
    Raises BadInputError for a model or data that do not fit, and the errors of the place.
    """
    check_metric(metric)
    model = deploy(file)
    measured = EvaluationData.of(model.model, LabelledData.of(data), metric, limit)
    made = run_rows(model, measured.inputs, on, progress)
    validation = None if isinstance(on, str) else validate(model, measured.inputs, made)
    warnings = measured.warnings + ([] if validation is None else doubts(validation))
    warn(warnings)
    return Evaluation(
        metric=measured.metric.name,
        **measured.metric.fields(measured.value_of(made)),
        samples=measured.samples,
        on=on if isinstance(on, str) else "a runner",
        validation=validation,
        data=measured.data,
        warnings=warnings,
    )
