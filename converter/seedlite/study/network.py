"""The network under study and the data that measures it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.compress import Given, is_int8, load_int8
from seedlite.data import Training, read_array, read_optional, warn
from seedlite.execution import EvaluationData, check_metric
from seedlite.model import Model
from seedlite.prepare import runnable


@dataclass(frozen=True)
class StudiedNetwork:
    """A network under study. `file`: the stock int8 `.tflite`, `model`: the same parsed.
    `warnings`: doubts about the samples in `given`."""

    name: str
    file: bytes
    model: Model
    data: EvaluationData
    given: Given
    warnings: list[str]

    @classmethod
    def load(
        cls,
        source: Path,
        data: Path,
        calibration: np.ndarray | None = None,
        limit: int | None = None,
        metric: str | None = None,
        train: Training | None = None,
    ) -> "StudiedNetwork":
        """Loads the network and its data. Warns, as DataWarning, of odd values.

        source: int8 `.tflite`, or a Keras model, which is quantized with `calibration` or some of
            the samples to `train` with.
        data: a file of samples, of which the first `limit` are used.
        metric: see `evaluate`.
        Raises BadInputError, UnsupportedError, UsageError.
        """
        check_metric(metric)
        labelled = read_array(data, "x"), read_optional(data, "y")
        given = Given.of(is_int8(source), calibration, labelled, train)
        file = load_int8(source, given.calibration)
        model = runnable(file, str(source)).model
        assert given.evaluation is not None
        measured = EvaluationData.of(model, *given.evaluation, str(data), metric, limit)
        given.int8_calibration(model)  # raises
        odd = given.warnings(model, measured)
        warn(odd)
        return cls(source.stem, file, model, measured, given, odd)

    def measure_original(self) -> float:
        return self.data.measure_original(self.file)

    def report(self, original: float) -> dict[str, Any]:
        """Returns the network, the metric with the original's value, and the data in plain JSON."""
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
