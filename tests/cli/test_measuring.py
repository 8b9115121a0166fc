"""Metrics and data files, as a user meets them."""

import json
from pathlib import Path

import numpy as np
import pytest

from models import digits
from models.command import stored_path
from seedlite.model.pack import pack
from tests.support.builders import dense_model
from tests.support.command_line import EXIT_BAD_INPUT, EXIT_USAGE, seedlite

X = np.random.default_rng(0).uniform(-6, 6, (80, 60)).astype(np.float32)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """One output: logits."""
    path = tmp_path / "single.tflite"
    path.write_bytes(pack(dense_model(1, 60)))
    return path


@pytest.fixture
def data(model: Path) -> Path:
    path = model.with_suffix(".npz")
    np.savez(path, x=X, y=np.arange(80) % 2)
    return path


def test_evaluate_binary_model_says_metric_threshold_and_data(model, data):
    done = seedlite("evaluate", model, "--data", data)
    assert done.returncode == 0, done.stderr
    assert "binary accuracy" in done.stdout
    assert "1 where the output, logits, is above 0" in done.stdout
    report = json.loads(seedlite("evaluate", model, "--data", data, "--json").stdout)
    assert report["metric"] == "binary-accuracy"
    assert report["accuracy"] == report["value"]
    assert (report["samples"], report["warnings"]) == (80, [])
    assert report["data"]["x"] == "float32 [80, 60]: real values"


def test_evaluate_csv_and_npz_are_the_same(model, data, tmp_path):
    rows = np.column_stack([X, np.arange(80) % 2])
    names = ",".join([f"f{i}" for i in range(60)] + ["label"])
    np.savetxt(tmp_path / "d.csv", rows, delimiter=",", header=names, comments="", fmt="%.9g")
    values = [
        json.loads(seedlite("evaluate", model, "--data", d, "--metric", "auc", "--json").stdout)
        for d in (data, tmp_path / "d.csv")
    ]
    assert values[0]["value"] == values[1]["value"]
    assert "accuracy" not in values[0]


@pytest.mark.parametrize(
    ("metric", "code", "words"),
    [
        ("accuracy", EXIT_BAD_INPUT, "those that fit: binary-accuracy, auc, mse, mae, snr"),
        ("f1", EXIT_USAGE, "accuracy, binary-accuracy, auc, mse, mae, snr"),
    ],
)
def test_evaluate_metric_that_does_not_fit_lists_those_that_do(model, data, metric, code, words):
    done = seedlite("evaluate", model, "--data", data, "--metric", metric, "--json")
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["exit_code"] == code


def test_convert_says_the_loss_in_the_metric_s_unit(model, data, tmp_path):
    options = ["--eval", data, "--metric", "mse", "--max-drop", 1000]
    done = seedlite("convert", model, "-o", tmp_path / "o", *options)
    assert done.returncode == 0, done.stderr
    assert "mean squared error" in done.stdout
    assert "% less" in done.stdout  # than the original, of random weights


def test_infinite_loss_is_null_in_json(model, tmp_path):
    np.save(tmp_path / "x.npy", X)
    done = seedlite("run", model, "--input", tmp_path / "x.npy", "-o", tmp_path / "y.npy")
    assert done.returncode == 0, done.stderr
    real = 0.5 * (np.load(tmp_path / "y.npy").astype(float) + 2)  # scale and zero point of builders
    np.savez(tmp_path / "own.npz", x=X, y=real)
    options = ["--eval", tmp_path / "own.npz", "--metric", "snr", "--json"]
    report = json.loads(seedlite("convert", model, "-o", tmp_path / "o", *options).stdout)
    assert (report["original_value"], report["drop"]) == (None, None)
    assert report["value"] > 0


def test_warnings_are_on_stderr_once_and_in_json_with_the_file_s_name(model, data, tmp_path):
    np.savez(tmp_path / "pixels.npz", x=np.abs(40 * X).astype(np.uint8), y=np.arange(80) % 2)
    options = ["--calibration", tmp_path / "pixels.npz", "--eval", tmp_path / "pixels.npz"]
    done = seedlite("convert", model, "-o", tmp_path / "o", *options, "--json")
    assert done.returncode == 0, done.stderr
    for option in options[::2]:
        place = f"{option} {tmp_path / 'pixels.npz'}: "
        assert done.stderr.count(place) == 1
        assert any(w.startswith(place) for w in json.loads(done.stdout)["warnings"])
    assert "of the values are clipped: they range from 0 to" in done.stderr
    assert "DataWarning" not in done.stderr


def test_bad_samples_are_refused_with_option_and_file(model, data, tmp_path):
    np.savez(tmp_path / "bad.npz", x=X[:, :59], y=np.arange(80) % 2)
    for option in ("--calibration", "--eval"):
        done = seedlite("convert", model, "-o", tmp_path / "o", option, tmp_path / "bad.npz")
        assert done.returncode == EXIT_BAD_INPUT
        assert f"{option} {tmp_path / 'bad.npz'}: x has shape (80, 59)" in done.stderr
        assert not (tmp_path / "o").exists()


def test_run_takes_real_values_and_says_so(model, tmp_path):
    raw = np.arange(-90, 90, dtype=np.int8).reshape(3, 60)
    real = (raw.astype(np.float32) - 3) * np.float32(0.05)
    np.save(tmp_path / "raw.npy", raw)
    np.save(tmp_path / "real.npy", real)
    np.savetxt(tmp_path / "rows.csv", real, delimiter=",")
    outputs = []
    for name, taken in (
        ("raw.npy", "the input's own int8 values"),
        ("real.npy", "real values"),
        ("rows.csv", "real values"),
    ):
        out = tmp_path / f"{name}.out.npy"
        done = seedlite("run", model, "--input", tmp_path / name, "-o", out)
        assert done.returncode == 0, done.stderr
        assert taken in done.stdout
        outputs.append(np.load(out))
    assert np.array_equal(outputs[0], outputs[1])
    assert np.array_equal(outputs[0], outputs[2])


def test_convert_keras_wild_calibration_value_is_warned_of(tmp_path):
    x = digits.calibration()[:100].copy()
    x[3, 4, 5, 0] = 3e6
    np.savez(tmp_path / "x.npz", x=x)
    options = ["--calibration", tmp_path / "x.npz", "--json"]
    done = seedlite("convert", stored_path(digits.NAME), "-o", tmp_path / "o", *options)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("x[3, 4, 5, 0] is 3e+06 and sets the range") == 1
    (found,) = (w for w in json.loads(done.stdout)["warnings"] if "sets the range" in w)
    assert found.startswith(f"--calibration {tmp_path / 'x.npz'}: ")


def test_evaluate_by_layer_without_a_port_says_what_it_needs(model, data):
    done = seedlite("evaluate", model, "--data", data, "--by-layer")
    assert done.returncode == EXIT_USAGE
    assert "--port" in done.stderr


@pytest.mark.qemu
def test_evaluate_on_board_says_that_outputs_are_equal(model, data):
    found = ("evaluate", model, "--data", data, "--limit", 3, "--board", "mps2-an386")
    done = seedlite(*found)
    assert done.returncode == 0, done.stderr
    assert "equal to this machine's: 3 of 3 inferences" in done.stdout
    assert "instructions for an inference" in done.stdout
