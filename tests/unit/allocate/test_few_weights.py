"""Layers with too few weights for seed bits stay int8, and the report says so."""

import numpy as np
import pytest

from seedlite.compress.inspection import inspect
from seedlite.compress.pipeline import convert
from seedlite.errors import DoesNotFitError
from seedlite.interpreters.host import Runtime
from seedlite.model.pack import pack
from seedlite.prepare.stock import expand
from tests.support.builders import dense_model
from tests.support.folding_graphs import Graph


@pytest.fixture
def tiny(tmp_path):
    path = tmp_path / "tiny.tflite"
    path.write_bytes(pack(dense_model(3, 5)))
    return path


@pytest.fixture
def mixed(tmp_path):
    """A layer of 5 x 1000 weights, then one of 5 x 5."""
    g = Graph()
    path = tmp_path / "mixed.tflite"
    path.write_bytes(g.file(g.dense(g.dense(g.input(1, 1000)))))
    return path


def test_convert_too_few_weights_stores_all_and_says_so(tiny):
    conversion = convert(tiny, bits=4)
    assert conversion.report["notes"] == [
        "0 FULLY_CONNECTED: its 15 weights are too few for 4 bits each; they stay int8"
    ]
    assert [layer["form"] for layer in conversion.report["layers"]] == ["stored"]
    x = np.random.default_rng(0).integers(-128, 128, (9, 5)).astype(np.int8)
    assert np.array_equal(Runtime(conversion.file)(x), Runtime(expanded(conversion.file))(x))
    assert inspect(conversion.file, "")["bits_per_weight"] == 8.0


def expanded(file: bytes) -> bytes:
    from seedlite.prepare.runnable import deployable

    return deployable(expand(file))


def test_convert_small_layer_beside_a_large_one_keeps_seed_bits(mixed):
    report = convert(mixed, bits=4).report
    assert [layer["form"] for layer in report["layers"]] == ["seeded", "seeded"]
    assert report["notes"] == []


def test_convert_with_calibration_stores_what_is_too_small(tiny):
    samples = np.random.default_rng(0).normal(size=(120, 5)).astype(np.float32)
    report = convert(tiny, bits=1, calibration=samples).report
    assert report["weights"] == 0
    assert "recipe" not in report


def test_convert_budget_that_no_file_keeps_is_still_an_error(tiny):
    with pytest.raises(DoesNotFitError):
        convert(tiny, budget=100)
