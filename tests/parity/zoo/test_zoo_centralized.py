"""Networks with every operator, centralized: host, board and TFLM give the same bytes."""

import numpy as np
import pytest

from models import mobile_digits
from models.command import stored_path
from seedlite.boards.run import on_board
from seedlite.compress.pipeline import convert
from seedlite.execution.run import run
from seedlite.keras.quantize import quantize
from seedlite.model.parse import parse
from tests.support import zoo
from tests.support.comparing import rows_of_tflm

BOARD = "mps2-an386"
INPUTS = 20
METHODS = {
    "unitary": {"method": "unitary"},
    "layer": {"method": "layer"},
    "batch7": {"method": "batch", "batch_size": 7},
    "seeded2": {"bits": 2},
    "seeded3-all": {"bits": 3, "layers": "."},
}


def check(source, options: dict) -> None:
    file = convert(source, **options).file
    model = parse(file)
    shape = model.tensors[model.inputs[0]].shape
    x = np.random.default_rng(1).integers(-128, 128, (INPUTS, *shape[1:])).astype(np.int8)
    truth = rows_of_tflm(file, x)
    assert np.array_equal(run(file, x).outputs.reshape(INPUTS, -1), truth)
    assert np.array_equal(run(file, x[:1], on_board(BOARD)).outputs.reshape(-1), truth[0])


@pytest.fixture(scope="module", params=zoo.names())
def zoo_model(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("zoo") / f"{request.param}.tflite"
    path.write_bytes(zoo.tflite(request.param))
    return path


@pytest.fixture(scope="module")
def mobile_model(tmp_path_factory):
    path = tmp_path_factory.mktemp("mobile") / "mobile_digits.tflite"
    path.write_bytes(quantize(stored_path(mobile_digits.NAME), mobile_digits.calibration()))
    return path


@pytest.mark.parametrize("method", METHODS)
def test_zoo_model_same_bytes_everywhere(zoo_model, method: str):
    check(zoo_model, METHODS[method])


@pytest.mark.parametrize("method", METHODS)
def test_mobile_network_same_bytes_everywhere(mobile_model, method: str):
    check(mobile_model, METHODS[method])
