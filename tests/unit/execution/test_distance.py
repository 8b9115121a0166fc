"""How far outputs are from the original's."""

import numpy as np
import pytest

from models import digits
from models.command import stored_path
from seedlite.compress.pipeline import convert
from seedlite.data.samples import quantized_samples
from seedlite.execution.distance import LEAST_PROBABILITY, Reference
from seedlite.execution.run import run
from seedlite.prepare.runnable import deploy


@pytest.fixture(scope="module")
def made():
    return convert(stored_path(digits.NAME), bits=0.5, calibration=digits.calibration()[:64])


def probabilities(steps: np.ndarray) -> np.ndarray:
    """steps: of 1 / 256, [samples, classes]; they do not sum to 256 exactly."""
    shares = np.maximum(steps / steps.sum(axis=1, keepdims=True), LEAST_PROBABILITY)
    return shares / shares.sum(axis=1, keepdims=True)


def test_result_error_is_the_share_of_the_energy_of_probabilities(made):
    x = digits.calibration()[64:]
    original = deploy(made.original)
    inputs = quantized_samples(original.model, x, "x")
    before, after = (
        probabilities(run(file, inputs).outputs.reshape(len(inputs), -1) + 128.0)
        for file in (made.original, made.file)
    )
    expected = np.sum((after - before) ** 2) / np.sum(before**2)
    reference = Reference(original, inputs)
    assert np.isclose(reference.result_error(deploy(made.file)), expected)
    assert reference.result_error(original) == 0 < expected
