"""Samples for models whose ports are not int8: calibration, evaluation, training, sweeps."""

import json
from dataclasses import replace

import numpy as np
import pytest

from seedlite.codec.expand import recorded_tensors
from seedlite.compress.inspection import inspect
from seedlite.compress.pipeline import convert
from seedlite.data.samples import quantized_samples
from seedlite.data.training import Training
from seedlite.execution.evaluation import evaluate
from seedlite.execution.run import run
from seedlite.model.borders.section import borders_of
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.prepare.runnable import ready_model
from seedlite.prepare.stock import expand
from seedlite.study.sweeping.sweep import sweep
from tests.support.border_graphs import INPUTS, assert_same, file_of

CLASSES = 5
REAL = np.random.default_rng(5).normal(0, 2, (200, INPUTS)).astype(np.float32)
BYTES = np.random.default_rng(5).integers(0, 256, (200, INPUTS)).astype(np.uint8)
LABELS = np.arange(200) % CLASSES
SAMPLES = {
    "float_io": REAL,
    "two_scales": REAL,
    "softmax_head": REAL,
    "log_softmax_head": REAL,
    "uint8_io": BYTES,
    "uint8_in_float_out": BYTES,
}
every_model = pytest.mark.parametrize("name", SAMPLES)


@pytest.fixture
def source(tmp_path):
    def written(name: str):
        path = tmp_path / f"{name}.tflite"
        path.write_bytes(file_of(name))
        return path

    return written


@every_model
def test_calibrated_file_gives_the_bits_of_tflm_on_its_expansion(name, source):
    conversion = convert(source(name), bits=4, calibration=SAMPLES[name])
    assert_same(expand(conversion.file), conversion.file)


@pytest.mark.parametrize("name", ["float_io", "two_scales", "softmax_head"])
def test_calibration_finds_what_it_finds_of_the_int8_part(name, source, tmp_path):
    model = ready_model(file_of(name))
    inputs = borders_of(model).inputs[0].quantized(REAL)
    inside = tmp_path / "inside.tflite"
    inside.write_bytes(pack(replace(model, metadata={})))
    # the curvature of the loss depends on the softmax, which the inner part lacks
    effort = "fast" if name == "softmax_head" else "normal"
    found = convert(source(name), bits=2, calibration=REAL, effort=effort).file
    expected = convert(inside, bits=2, calibration=inputs, effort=effort).file
    for ours, theirs in zip(recorded(found), recorded(expected), strict=True):
        assert np.array_equal(ours.weights, theirs.weights)


def recorded(file: bytes):
    return recorded_tensors(file, parse(file))


def test_uint8_array_is_real_values_where_the_input_is_float32():
    model = ready_model(file_of("float_io"))
    rows = quantized_samples(model, BYTES, "x")
    assert np.array_equal(rows, quantized_samples(model, BYTES.astype(np.float32), "x"))


def test_uint8_array_is_the_inputs_own_where_it_is_uint8():
    model = ready_model(file_of("uint8_io"))
    real = (BYTES.astype(np.float32) - 131) * np.float32(0.05)
    assert np.array_equal(quantized_samples(model, BYTES, "x"), BYTES)
    assert np.array_equal(quantized_samples(model, real, "x"), BYTES)


def test_samples_of_several_inputs_are_named_as_the_model_names_them():
    model = ready_model(file_of("mixed_ports"))
    samples = {"in0": REAL, "real1": REAL, "byte2": BYTES, "real3": REAL}
    rows = quantized_samples(model, samples, "x")
    assert rows.shape == (200, 4 * INPUTS)
    assert np.array_equal(rows[:, 2 * INPUTS : 3 * INPUTS].view(np.uint8), BYTES)


@every_model
def test_evaluate_is_the_share_of_largest_outputs_at_the_label(name, tmp_path):
    np.savez(tmp_path / "d.npz", x=SAMPLES[name], y=LABELS)
    file = file_of(name)
    outputs = run(file, SAMPLES[name]).outputs.reshape(200, -1)
    measured = evaluate(file, tmp_path / "d.npz")
    assert measured.accuracy == (outputs.argmax(axis=1) == LABELS).mean()
    own = "the input's own uint8 values" if SAMPLES[name] is BYTES else "real values"
    assert measured.data["x"].endswith(own)


@pytest.mark.parametrize("name", ["float_io", "softmax_head", "log_softmax_head", "uint8_io"])
def test_evaluate_compares_numbers_with_what_the_model_gives(name, tmp_path):
    file, x = file_of(name), SAMPLES[name]
    given = run(file, x).outputs.reshape(200, -1).astype(np.float64)
    if name == "uint8_io":
        given = (given - 90) * float(np.float32(0.7))
    wanted = given + np.random.default_rng(1).normal(0, 1, given.shape)
    np.savez(tmp_path / "d.npz", x=x, y=wanted)
    measured = evaluate(file, tmp_path / "d.npz", metric="mae")
    assert measured.value == pytest.approx(np.abs(given - wanted).mean(), rel=1e-6)


def test_samples_far_from_the_float_inputs_range_are_told(tmp_path):
    np.savez(tmp_path / "d.npz", x=BYTES, y=LABELS)
    with pytest.warns(UserWarning, match="clipped"):
        evaluate(file_of("float_io"), tmp_path / "d.npz")


@every_model
def test_trained_file_gives_the_bits_of_tflm_on_its_expansion(name, source):
    training = Training((SAMPLES[name], LABELS), epochs=1)
    conversion = convert(source(name), bits=4, train=training)
    assert_same(expand(conversion.file), conversion.file)
    held_out = conversion.report["training"]["accuracy"]
    assert held_out["original"] >= 0


def test_sweep_measures_a_float_model(source, tmp_path):
    np.savez(tmp_path / "d.npz", x=REAL, y=LABELS)
    path = source("softmax_head")
    given = {"methods": ["layer"], "batch_sizes": [5], "workers": 1}
    sweep(path, tmp_path / "d.npz", tmp_path / "rows.jsonl", **given)
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    file = convert(path, method="layer").file
    assert rows[-1]["accuracy"] == evaluate(file, tmp_path / "d.npz").accuracy


def test_report_and_inspect_say_what_stays_at_the_border(source):
    conversion = convert(source("two_scales"), bits=4)
    assert conversion.report["notes"][:2] == [
        "input 0 'real0' stays float32: QUANTIZE outside of the device's int8",
        "output 0 'y' stays float32: DEQUANTIZE outside of the device's int8",
    ]
    report = inspect(conversion.file, "m")
    assert report["inputs"] == conversion.report["inputs"]
    (port,) = report["inputs"]
    assert (port["type"], port["operators"]) == ("float32", ["QUANTIZE"])
    assert [(d["type"], d["zero_point"]) for d in port["device"]] == [("int8", -7), ("int8", 5)]
    assert report["outputs"] == [
        {
            "name": "y",
            "shape": [1, 5],
            "type": "float32",
            "operators": ["DEQUANTIZE"],
            "device": [{"number": 0, "type": "int8", "scale": 0.5, "zero_point": 3}],
        }
    ]
