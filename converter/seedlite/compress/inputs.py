"""The samples of a conversion: calibration, evaluation and training data."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from seedlite.data import (
    Data,
    DataPath,
    LabelledData,
    Samples,
    Training,
    changed,
    check_finite,
    check_numbers,
    data_place,
    describe_samples,
    first,
    in_order,
    outlier_warnings,
    ports,
    quantized_samples,
    range_warnings,
    read_samples,
    real_inputs,
    real_numbers,
    sequence_warnings,
)
from seedlite.execution import EvaluationData
from seedlite.model import Model, borders_of

CALIBRATION, EVALUATION = "`calibration`", "`evaluation`"
CALIBRATION_SAMPLES = 512  # taken from training data


@dataclass(frozen=True)
class ConversionSamples:
    """The samples of a conversion. `int8`: whether the source is int8, so that arrays of its
    input's type are quantized values. Training data replace calibration data that are not the
    user's `own`; `place` names their origin."""

    int8: bool
    calibration: Samples | None
    evaluation: LabelledData | None
    train: Training | None
    place: str = CALIBRATION
    own: bool = True

    @classmethod
    def of(
        cls,
        int8: bool,
        calibration: Samples | DataPath | None,
        evaluation: Data | None,
        train: Training | Data | None,
    ) -> "ConversionSamples":
        """Reads samples without checking values. If the source is not int8, all values are real.
        Raises BadInputError."""
        place = _place(calibration, CALIBRATION)
        samples = None if calibration is None else read_samples(calibration)
        measured = None if evaluation is None else LabelledData.of(evaluation, EVALUATION)
        training = train if train is None or isinstance(train, Training) else Training(train)
        if not int8:
            samples = None if samples is None else changed(samples, real_numbers)
            if measured is not None:
                measured = replace(measured, x=real_numbers(measured.x))
            training = None if training is None else _with_inputs(real_numbers, training)
        if samples is not None or training is None:
            return cls(int8, samples, measured, training, place, samples is not None)
        _check_all(training)  # errors must name places in the whole data
        samples = training.samples(CALIBRATION_SAMPLES)
        return cls(int8, samples, measured, training, training.place, False)

    def int8_calibration(self, model: Model) -> np.ndarray | None:
        """Returns the device's calibration samples, or None. Raises BadInputError."""
        if self.calibration is None:
            return None
        return quantized_samples(model, self.calibration, self.place)

    def real_calibration(self, model: Model) -> np.ndarray:
        """Returns the samples of a model's first input as real values: float32. Raises
        BadInputError."""
        assert self.calibration is not None
        x = in_order(self.calibration, ports(model), self.place)[0]
        return real_inputs(model, x, self.place).astype(np.float32)

    @property
    def own_calibration(self) -> Samples | None:
        """The user's calibration data; None if it comes from the training data."""
        return self.calibration if self.own else None

    @property
    def counted(self) -> np.ndarray | None:
        """An array with as many entries as calibration samples."""
        return None if self.calibration is None else first(self.calibration)

    def evaluation_data(self, model: Model, metric: str | None) -> EvaluationData | None:
        if self.evaluation is None:
            return None
        return EvaluationData.of(model, self.evaluation, metric)

    def real_train(self, model: Model) -> Training | None:
        """Returns the training data in real values."""
        train = self.train
        if train is None or not self.int8:
            return train
        return _with_inputs(lambda x: _real(model, x, train.place), train)

    def descriptions(self, model: Model, data: EvaluationData | None) -> dict[str, str]:
        """Describes how arrays are interpreted."""
        taken = model if self.int8 else None
        found = {} if data is None else {f"evaluation {name}": t for name, t in data.data.items()}
        if self.own_calibration is not None:
            arrays = in_order(self.own_calibration, ports(model), self.place)
            texts = [describe_samples(x, taken, number) for number, x in enumerate(arrays)]
            if not self.int8:
                texts = [text + _range(x) for text, x in zip(texts, arrays, strict=True)]
            found["calibration"] = "; ".join(texts)
        if self.train is not None and not self.train.is_dataset:
            found["training"] = describe_samples(self.train.data[0], taken)
        return found

    def warnings(self, model: Model, data: EvaluationData | None) -> list[str]:
        """Returns doubts about the values, after their checks."""
        found = [] if data is None else list(data.warnings)
        if self.calibration is not None:
            for number, x in enumerate(in_order(self.calibration, ports(model), self.place)):
                found += sequence_warnings(model, x, self.place, number)
                if not self.int8:
                    found += outlier_warnings(x, self.place)
                elif self.own:
                    found += range_warnings(x, model, self.place, number)
        if self.train is not None and not self.train.is_dataset:
            found += range_warnings(self.train.data[0], model, self.train.place)
        return found


def _range(x: np.ndarray) -> str:
    """Says what a model's int8 input will cover."""
    return f" from {x.min():g} to {x.max():g}, which the int8 input covers"


def _place(samples: Samples | DataPath | None, parameter: str) -> str:
    return data_place(samples, parameter) if isinstance(samples, str | os.PathLike) else parameter


def _check_all(train: Training) -> None:
    """Raises BadInputError for values that are not finite numbers."""
    if train.is_dataset:
        return
    x = check_numbers(train.data[0], "x", "training data")
    check_finite(x, x, "x", "training data")


def _real(model: Model, x: np.ndarray, place: str) -> np.ndarray:
    return real_inputs(model, x, place) if borders_of(model).inputs[0].owns(x) else x


def _with_inputs(change: Callable[[np.ndarray], np.ndarray], train: Training) -> Training:
    """Returns training data with changed input arrays; a dataset stays unchanged."""
    if train.held_out is not None:
        x, y = train.held_out
        train = replace(train, held_out=(change(x), y))
    if train.is_dataset:
        return train
    return replace(train, data=(change(train.data[0]), train.data[1]))
