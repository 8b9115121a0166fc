"""The network under study and the data that measures it."""

from dataclasses import dataclass
from typing import Any

from seedlite.compress import ConversionSamples, ModelSource, Source
from seedlite.data import Data, DataPath, LabelledData, Samples, Training, warn
from seedlite.execution import EvaluationData, check_metric
from seedlite.model import Model
from seedlite.prepare import Deployable
from seedlite.reports import Report


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyReport(Report):
    """The subject of a study.

    study: augment, sensitivity or sweep.
    model: its name. samples: number of samples used.
    metric, value, accuracy: of the int8 original; see Evaluation.
    drop_unit: of every drop: points (hundredths), dB, or % by which an error has grown.
    data: the interpretation of the samples. warnings: doubts about them.
    """

    study: str
    model: str
    samples: int
    metric: str
    value: float
    accuracy: float | None = None
    drop_unit: str
    data: dict[str, str]
    warnings: list[str]


@dataclass(frozen=True)
class StudiedNetwork:
    """A network under study. `original`: the int8 model. `warnings`: doubts about the samples in
    `given`."""

    name: str
    original: Deployable
    data: EvaluationData
    given: ConversionSamples
    warnings: list[str]

    @classmethod
    def load(
        cls,
        model: ModelSource,
        data: Data,
        calibration: Samples | DataPath | None = None,
        limit: int | None = None,
        metric: str | None = None,
        train: Training | Data | None = None,
    ) -> "StudiedNetwork":
        """model: an int8 `.tflite`, or a Keras model, which is quantized with `calibration` or some
        of the samples to `train` with. data: samples, of which the first `limit` are used;
        `metric`: as of `evaluate`. Warns, as DataWarning, of odd values. Raises BadInputError,
        UnsupportedError, UsageError."""
        check_metric(metric)
        source = Source.of(model)
        given = ConversionSamples.of(source.is_int8, calibration, LabelledData.of(data), train)
        original = source.original(given.calibration)
        assert given.evaluation is not None
        measured = EvaluationData.of(original.model, given.evaluation, metric, limit)
        given.int8_calibration(original.model)  # raises
        odd = given.warnings(original.model, measured)
        warn(odd)
        return cls(source.name, original, measured, given, odd)

    @property
    def model(self) -> Model:
        return self.original.model

    def measure_original(self) -> float:
        return self.data.measure_original(self.original)

    def fields(self, original: float) -> dict[str, Any]:
        """Returns the fields of a StudyReport except `study`; `original` is the original's
        value."""
        metric = self.data.metric
        return {
            "model": self.name,
            "samples": self.data.samples,
            "metric": metric.name,
            **metric.fields(original),
            "drop_unit": metric.loss_unit,
            "data": self.given.descriptions(self.model, self.data),
            "warnings": self.warnings,
        }
