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


def output_distance(original: Deployable, made: Deployable, inputs: np.ndarray) -> Distance:
    """Returns the distance of the outputs on the host runtime: the divergence if they are
    probabilities. inputs: of the device, [n, ...]."""
    if heads_of(original.model)[0].beta is None:
        return output_error(original, made, inputs)
    p, q = (_probabilities(one.model, _real(one, inputs)) for one in (original, made))
    return Distance("divergence", float(np.mean(np.sum(p * np.log(p / q), axis=1))))


def output_error(original: Deployable, made: Deployable, inputs: np.ndarray) -> Distance:
    """Returns the error of the device's outputs, as `output_distance`."""
    before, after = (_real(one, inputs) for one in (original, made))
    return Distance("error", float(np.square(after - before).sum() / np.square(before).sum()))


def _real(model: Deployable, inputs: np.ndarray) -> np.ndarray:
    """Returns the device's outputs as real numbers: float64 [n, elements]."""
    output = borders_of(model.model).outputs[0].tensor
    steps = run_rows(model, as_rows([inputs])).outputs.astype(np.float64) - output.zero_point
    return np.asarray(steps * output.scale)


def _probabilities(model: Model, outputs: np.ndarray) -> np.ndarray:
    """Returns float64 [rows, classes], without zeros."""
    border, head = borders_of(model).outputs[0], heads_of(model)[0]
    rows = outputs.reshape(-1, border.tensor.shape[-1])
    if border.is_probable and head.beta is not None:  # the softmax is the application's
        rows = np.exp(head.beta * (rows - rows.max(axis=1, keepdims=True)))
    rows = rows / rows.sum(axis=1, keepdims=True)
    rows = np.maximum(rows, LEAST_PROBABILITY)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))
