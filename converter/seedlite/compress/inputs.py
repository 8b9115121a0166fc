"""The samples that a conversion is given: calibration, evaluation and training data."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from seedlite.data import (
    Samples,
    Training,
    changed,
    check_finite,
    check_numbers,
    describe_samples,
    first,
    in_order,
    outlier_warnings,
    plain,
    ports,
    quantized_samples,
    range_warnings,
    real_inputs,
    real_numbers,
)
from seedlite.execution import EvaluationData
from seedlite.model import Model, borders_of

CALIBRATION = "--calibration"
CALIBRATION_SAMPLES = 512  # taken of training data

LabelledArrays = tuple[np.ndarray, np.ndarray | None]


@dataclass(frozen=True)
class Given:
    """`int8`: whether the source is, so that arrays of its input's type are its own values. Where
    there is no calibration, some of the training data are: `place` names what they came from."""

    int8: bool
    calibration: Samples | None
    evaluation: LabelledArrays | None
    train: Training | None
    place: str

    @classmethod
    def of(
        cls,
        int8: bool,
        calibration: Samples | None,
        evaluation: LabelledArrays | None,
        train: Training | None,
    ) -> "Given":
        """Unchecked, but for their units: of a source that is not int8 all values are real."""
        calibration = None if calibration is None else plain(calibration)
        if not int8:
            calibration = None if calibration is None else changed(calibration, real_numbers)
            evaluation = None if evaluation is None else _each(real_numbers, evaluation)
            train = None if train is None else _with_inputs(real_numbers, train)
        place = CALIBRATION
        if calibration is None and train is not None:
            _check_all(train)  # places in a part of the samples would mislead
            calibration, place = train.samples(CALIBRATION_SAMPLES), "--train"
        return cls(int8, calibration, evaluation, train, place)

    def int8_calibration(self, model: Model) -> np.ndarray | None:
        """Samples of the model's inputs. Raises BadInputError."""
        if self.calibration is None:
            return None
        return quantized_samples(model, self.calibration, self.place)

    @property
    def own_calibration(self) -> Samples | None:
        """None where it was taken of the training data."""
        return self.calibration if self.place == CALIBRATION else None

    @property
    def counted(self) -> np.ndarray | None:
        """An array to count the calibration samples by."""
        return None if self.calibration is None else first(self.calibration)

    def evaluation_data(self, model: Model, metric: str | None) -> EvaluationData | None:
        if self.evaluation is None:
            return None
        return EvaluationData.of(model, *self.evaluation, "--eval", metric)

    def real_train(self, model: Model) -> Training | None:
        """Training data in real values."""
        if self.train is None or not self.int8:
            return self.train
        return _with_inputs(lambda x: _real(model, x), self.train)

    def descriptions(self, model: Model, data: EvaluationData | None) -> dict[str, str]:
        """What arrays were taken for."""
        taken = model if self.int8 else None
        found = {} if data is None else {f"evaluation {name}": t for name, t in data.data.items()}
        if self.own_calibration is not None:
            arrays = in_order(self.own_calibration, ports(model), self.place)
            texts = [describe_samples(x, taken, number) for number, x in enumerate(arrays)]
            found["calibration"] = "; ".join(texts)
        if self.train is not None and not self.train.is_dataset:
            found["training"] = describe_samples(self.train.data[0], taken)
        return found

    def warnings(self, model: Model, data: EvaluationData | None) -> list[str]:
        """What is odd about the values; after they were checked."""
        found = [] if data is None else list(data.warnings)
        if self.calibration is not None:
            for number, x in enumerate(in_order(self.calibration, ports(model), self.place)):
                if not self.int8:
                    found += outlier_warnings(x, self.place)
                elif self.place == CALIBRATION:
                    found += range_warnings(x, model, self.place, number)
        if self.train is not None and not self.train.is_dataset:
            found += range_warnings(self.train.data[0], model, "--train")
        return found


def _check_all(train: Training) -> None:
    """Raises BadInputError for values of arrays that are no finite numbers."""
    if train.is_dataset:
        return
    x = check_numbers(train.data[0], "x", "training data")
    check_finite(x, x, "x", "training data")


def _real(model: Model, x: np.ndarray) -> np.ndarray:
    x = np.asarray(x)
    return real_inputs(model, x, "--train") if borders_of(model).inputs[0].owns(x) else x


def _each(change: Callable[[np.ndarray], np.ndarray], labelled: LabelledArrays) -> LabelledArrays:
    return change(labelled[0]), labelled[1]


def _with_inputs(change: Callable[[np.ndarray], np.ndarray], train: Training) -> Training:
    """Training whose arrays of inputs are changed; a dataset is as it is."""
    if train.held_out is not None:
        train = replace(train, held_out=_each(change, train.held_out))
    return train if train.is_dataset else replace(train, data=_each(change, train.data))
