import numpy as np
import pytest

from models import poker
from models.command import stored_path
from seedlite.conversion import convert, load_int8
from seedlite.tflite import pack
from tests.builders import dense_model

TABLE = {"bits_per_draw": 8, "values_per_draw": 4, "window_bits": 8}


def forms(source, x, bits: float) -> list[dict]:
    layers = convert(source, bits=bits, calibration=x).report["layers"]
    return [{key: layer[key] for key in TABLE} for layer in layers]


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "dense.tflite"
    path.write_bytes(pack(dense_model(128, 256)))
    return path, np.random.default_rng(0).normal(size=(64, 256)).astype(np.float32)


def test_table_large_dense_layers_take_it_with_calibration_too(large):
    assert forms(*large, 2) == [TABLE]


def test_table_other_bits_or_few_weights_do_without(large, tmp_path):
    assert TABLE not in forms(*large, 3)
    small = tmp_path / "poker.tflite"
    x = poker.calibration()
    small.write_bytes(load_int8(stored_path(poker.NAME), x))
    few = [form for form in forms(small, x, 2) if form == TABLE]
    assert not few
