"""Files that earlier versions wrote still give the outputs they gave then."""

from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.run import on_board
from seedlite.execution.run import run
from tests.support.comparing import rows_of_tflm
from tests.support.places import GOLDEN_MODELS

MODELS = sorted(GOLDEN_MODELS.glob("*.tflite"))


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_golden_model_gives_its_stored_outputs(path: Path):
    stored = np.load(path.with_suffix(".npz"))
    file = path.read_bytes()
    outputs = run(file, stored["x"]).outputs.reshape(stored["y"].shape)
    assert np.array_equal(outputs, stored["y"])


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_golden_model_expands_to_the_stored_outputs(path: Path):
    stored = np.load(path.with_suffix(".npz"))
    assert np.array_equal(rows_of_tflm(path.read_bytes(), stored["x"]), stored["y"])


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_golden_model_gives_its_stored_outputs_on_the_board(path: Path):
    stored = np.load(path.with_suffix(".npz"))
    result = run(path.read_bytes(), stored["x"], on_board("mps2-an386"))
    assert np.array_equal(result.outputs.reshape(stored["y"].shape), stored["y"])


def test_golden_models_are_all_there():
    assert {path.stem for path in MODELS} >= {
        "digits-unitary",
        "digits-layer",
        "digits-batch50",
        "digits-seeded2",
        "mobile_digits-seeded3-all",
        "poker-seeded1.5",
    }
