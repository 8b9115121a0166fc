"""MLPerf Tiny's image classifier and autoencoder: every method, byte for byte, and the sizes."""

import json
from pathlib import Path

import numpy as np
import pytest

from seedlite.boards.run import on_board
from seedlite.codec.expand import recorded_tensors
from seedlite.compress.pipeline import Conversion, convert
from seedlite.errors import BadInputError
from seedlite.execution.run import run
from seedlite.interpreters.litert import LiteRT
from seedlite.interpreters.tflm import TFLM
from seedlite.model.parse import parse
from tests.support.comparing import rows_of_tflm

BOARD = "mps2-an386"
INPUTS = 20
METHODS = {
    "unitary": {"method": "unitary"},
    "layer": {"method": "layer"},
    "batch50": {"method": "batch", "batch_size": 50},
    "seeded2": {"bits": 2},
    "seeded4": {"bits": 4},
}
BYTES_AT_2_BITS = {"ic_resnet8": 26_104, "ad_autoencoder": 77_792}


@pytest.fixture(scope="module")
def converted(reference_model: Path):
    made: dict[str, Conversion] = {}

    def conversion(method: str) -> Conversion:
        if method not in made:
            made[method] = convert(reference_model, **METHODS[method])
        return made[method]

    return conversion


@pytest.mark.parametrize("method", METHODS)
def test_outputs_host_board_and_tflm_same_bytes(converted, method: str):
    file = converted(method).file
    model = parse(file)
    shape = model.tensors[model.inputs[0]].shape
    rng = np.random.default_rng(7)
    x = rng.integers(-128, 128, (INPUTS, *shape[1:])).astype(np.int8)
    truth = rows_of_tflm(file, x)
    assert len(np.unique(truth)) > 1
    assert np.array_equal(run(file, x).outputs.reshape(INPUTS, -1), truth)
    emulated = run(file, x[:1], on_board(BOARD))
    assert np.array_equal(emulated.outputs.reshape(-1), truth[0])
    assert emulated.instructions > 0


def test_file_at_2_bits_is_small(converted, reference_model: Path):
    report = converted("seeded2").report
    assert report["bits_per_weight"] <= 2.05
    name = reference_model.name.removesuffix("_int8.tflite")
    assert len(converted("seeded2").file) == BYTES_AT_2_BITS[name]
    model = parse(reference_model.read_bytes())
    with_weights = [o for o in model.operators if o.code in (3, 9)]
    assert len(report["layers"]) == len(with_weights)


def test_weights_at_2_bits_keep_8_db_in_every_row_alike(converted, reference_model: Path):
    """Mean over all rows of a row's signal-to-noise ratio, regenerated against int8 weights."""
    file = converted("seeded2").file
    stock = parse(reference_model.read_bytes())
    decibels = []
    for found in recorded_tensors(file, parse(file)):
        operators = [o for o in stock.operators if o.code in (3, 4, 9)]
        number = [o for o in parse(file).operators if o.code in (3, 4, 9)].index(
            parse(file).operators[found.layer.operator]
        )
        tensor = stock.tensors[operators[number].inputs[1]]
        rows = len(tensor.array())
        original = tensor.array().reshape(rows, -1).astype(np.float64)
        steps = found.scales / np.broadcast_to(tensor.quantization.scales, rows)
        again = found.weights.reshape(rows, -1) * steps[:, None]
        noise = np.square(original - again).sum(axis=1)
        signal = np.square(original).sum(axis=1)
        kept = (signal > 0) & (noise > 0)
        decibels += list(10 * np.log10(signal[kept] / noise[kept]))
    assert np.mean(decibels) >= 8.0


def test_centralized_file_is_refused_by_litert_naming_decode(converted):
    with pytest.raises(BadInputError, match="TFLM_DECODE"):
        LiteRT(converted("seeded2").file)


def test_centralized_file_is_refused_by_tflm(converted):
    with pytest.raises(BadInputError, match="TFLM refuses"):
        TFLM(converted("seeded2").file)


def test_report_is_plain_json(converted):
    report = converted("batch50").report
    assert json.loads(json.dumps(report)) == report
    assert report["central_weights"] == sum(-(-x["weights"] // 50) for x in report["layers"])
