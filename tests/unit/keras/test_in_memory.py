"""Keras models in memory, given to the public functions."""

import seedlite
from tests.support import zoo

NAME = "mlp"


def test_keras_model_in_memory_converts_as_its_file(tmp_path):
    model, samples = zoo.build(NAME), zoo.calibration(NAME)
    path = tmp_path / f"{NAME}.keras"
    model.save(path)
    here, there = (seedlite.convert(x, bits=3, calibration=samples) for x in (model, path))
    assert here.original == there.original
    assert here.file == there.file


def test_keras_model_in_memory_is_checked():
    verdict = seedlite.check(zoo.build(NAME))
    assert verdict.converts
    assert verdict.notes[0] == "quantized with random inputs, to look at its operators alone"
