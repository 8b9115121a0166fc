"""The verbs of the study, as a user meets them."""

import json
from pathlib import Path

import numpy as np
import pytest
from test_commands import EXIT_BAD_INPUT, EXIT_USAGE, seedlite

from builders import dense_model
from seedlite.tflite import pack


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "dense.tflite"
    path.write_bytes(pack(dense_model(40, 60)))
    return path


@pytest.fixture
def data(model: Path) -> Path:
    rng = np.random.default_rng(0)
    path = model.with_suffix(".npz")
    np.savez(path, x=rng.normal(size=(80, 60)), y=rng.integers(0, 40, 80))
    return path


def test_augment_json_has_a_row_for_each_layer_and_strength(model, data):
    options = ["--kind", "bitflip", "--strengths", "0.1,1", "--seeds", 2, "--json"]
    done = seedlite("augment", model, "--data", data, *options)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [row["strength"] for row in report["layers"]] == [0.1, 1]
    assert {"name", "accuracy", "drop", "drop_deviation"} <= set(report["layers"][0])


def test_augment_table_names_layer_and_drop(model, data):
    done = seedlite("augment", model, "--data", data, "--kind", "multiply", "--limit", 50)
    assert done.returncode == 0, done.stderr
    assert "of 50 samples" in done.stdout.replace("\n", " ")
    assert "0 FULLY_CONNECTED" in done.stdout


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--kind", "shake"], EXIT_USAGE, "add, multiply, bitflip"),
        (["--kind", "add", "--strengths", "a,b"], EXIT_USAGE, "commas between"),
        (["--kind", "add", "--strengths", ","], EXIT_USAGE, "is empty"),
        (["--kind", "bitflip", "--strengths", "2"], EXIT_USAGE, "0 to 1"),
        (["--kind", "add", "--stored", "float32"], EXIT_USAGE, "--kind bitflip"),
        (["--kind", "bitflip", "--one-number"], EXIT_USAGE, "--kind add"),
        (["--kind", "add", "--seeds", 0], EXIT_USAGE, "at least one"),
        (["--kind", "add", "--limit", 0], EXIT_USAGE, "at least one"),
        (["--kind", "add", "--layers", "none"], EXIT_USAGE, "0 FULLY_CONNECTED"),
        (["--kind", "add", "--data", "none.npz"], EXIT_BAD_INPUT, "no such file"),
    ],
)
def test_augment_options_that_make_no_sense_say_what_to_give(model, data, options, code, words):
    given = [] if "--data" in options else ["--data", data]
    done = seedlite("augment", model, *given, *options)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_sensitivity_writes_its_plot(model, data, tmp_path):
    for name, begin in (("s.svg", b"<?xml"), ("s.png", b"\x89PNG")):
        plot = tmp_path / name
        options = ["--plot", plot, "--seeds", 1, "--json"]
        done = seedlite("sensitivity", model, "--data", data, *options)
        assert done.returncode == 0, done.stderr
        assert plot.read_bytes().startswith(begin)
        (layer,) = json.loads(done.stdout)["layers"]
        assert set(layer["disturbances"]) == {"add", "multiply", "bitflip"}


def test_sensitivity_plot_of_another_kind_is_refused(model, data, tmp_path):
    done = seedlite("sensitivity", model, "--data", data, "--plot", tmp_path / "s.gif")
    assert done.returncode == EXIT_USAGE
    assert ".svg or .png" in done.stderr
