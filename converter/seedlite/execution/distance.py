"""How far a conversion's outputs are from the original's, on samples without labels."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from seedlite.execution.run import run_rows
from seedlite.model import Model, as_rows, borders_of, heads_of
from seedlite.prepare import Deployable

LEAST_PROBABILITY = 1 / 512  # half a step of int8 probabilities, in place of zeros


@dataclass(frozen=True)
class Distance:
    """`of`: 'divergence', the mean Kullback-Leibler divergence of a classifier's probabilities, in
    nats; or 'error', the error's energy as a share of the original outputs' energy."""

    of: Literal["divergence", "error"]
    value: float

    @property
    def snr_db(self) -> float:
        """The signal-to-noise ratio of an 'error', in dB."""
        with np.errstate(divide="ignore"):
            return float(-10 * np.log10(self.value))


class Reference:
    """The original's outputs on samples, which those of conversions are compared with."""

    def __init__(self, original: Deployable, inputs: np.ndarray):
        """inputs: of the device, [n, ...]. `original_outputs`: the device's, [n, elements]."""
        self._model, self._rows = original.model, as_rows([inputs])
        self.original_outputs = self.outputs(original)
        self._outputs = _real(self._model, self.original_outputs)

    def outputs(self, made: Deployable) -> np.ndarray:
        """Returns a model's outputs of the device on the samples: [n, elements]."""
        return run_rows(made, self._rows).outputs

    def result_error(self, made: Deployable) -> float:
        """Runs a model and returns the error's energy as a share of the original's: of a
        classifier's probabilities, also where the softmax is the application's, or of outputs."""
        outputs = self.outputs(made)
        if heads_of(self._model)[0].beta is None:
            return self.error(made.model, outputs).value
        before = _probabilities(self._model, self._outputs)
        return _energy_share(before, _probabilities(made.model, _real(made.model, outputs)))

    def distance(self, made: Model, outputs: np.ndarray) -> Distance:
        """Returns the distance of a model's outputs: the divergence if they are probabilities."""
        if heads_of(self._model)[0].beta is None:
            return self.error(made, outputs)
        p = _probabilities(self._model, self._outputs)
        q = _probabilities(made, _real(made, outputs))
        return Distance("divergence", float(np.mean(np.sum(p * np.log(p / q), axis=1))))

    def error(self, made: Model, outputs: np.ndarray) -> Distance:
        """Returns the error of a model's outputs."""
        return Distance("error", _energy_share(self._outputs, _real(made, outputs)))


def _energy_share(before: np.ndarray, after: np.ndarray) -> float:
    return float(np.square(after - before).sum() / np.square(before).sum())


def _real(model: Model, outputs: np.ndarray) -> np.ndarray:
    """Returns the device's outputs as real numbers: float64 [n, elements]."""
    output = borders_of(model).outputs[0].tensor
    return np.asarray((outputs.astype(np.float64) - output.zero_point) * output.scale)


def _probabilities(model: Model, outputs: np.ndarray) -> np.ndarray:
    """Returns float64 [rows, classes], without zeros."""
    border, head = borders_of(model).outputs[0], heads_of(model)[0]
    rows = outputs.reshape(-1, border.tensor.shape[-1])
    if border.is_probable and head.beta is not None:  # the softmax is the application's
        rows = np.exp(head.beta * (rows - rows.max(axis=1, keepdims=True)))
    rows = rows / rows.sum(axis=1, keepdims=True)
    rows = np.maximum(rows, LEAST_PROBABILITY)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))
