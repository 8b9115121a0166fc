"""Keras models on the command line; TensorFlow loads once for each of these runs."""

import json
from pathlib import Path

import numpy as np
import pytest

from models import digits
from models.command import stored_path
from tests.support.command_line import EXIT_BAD_INPUT, EXIT_USAGE, seedlite

MODEL = stored_path(digits.NAME)


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    path = tmp_path / "samples.npz"
    np.savez(path, x=digits.calibration()[:50])
    return path


def test_convert_keras_model_with_calibration(samples: Path, tmp_path: Path):
    out = tmp_path / "out.tflite"
    done = seedlite("convert", MODEL, "-o", out, "--calibration", samples, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["file_bytes"] == out.stat().st_size
    assert report["bits_per_weight"] <= 2.05
    assert [layer["kind"] for layer in report["layers"]] == ["conv"] * 3 + ["dense"] * 2


def test_convert_keras_model_without_calibration_says_what_to_give(tmp_path: Path):
    done = seedlite("convert", MODEL, "-o", tmp_path / "o")
    assert done.returncode == EXIT_USAGE
    assert "--calibration" in done.stderr


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (np.zeros((5, 9, 9, 1)), "(5, 9, 9, 1)"),
        (np.full((5, 8, 8, 1), np.nan), "nan"),
        (np.zeros((0, 8, 8, 1)), "empty"),
        (np.zeros((5, 8, 8, 1)), "all samples of input"),
    ],
    ids=["shape", "nan", "empty", "zero"],
)
def test_convert_bad_calibration_names_it_and_writes_nothing(tmp_path: Path, x, words):
    np.savez(tmp_path / "x.npz", x=x)
    out = tmp_path / "o.tflite"
    done = seedlite("convert", MODEL, "-o", out, "--calibration", tmp_path / "x.npz")
    assert done.returncode == EXIT_BAD_INPUT
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_convert_h5_that_is_none_names_it(samples: Path, tmp_path: Path):
    (tmp_path / "m.h5").write_bytes(b"nothing of the kind")
    done = seedlite("convert", tmp_path / "m.h5", "-o", tmp_path / "o", "--calibration", samples)
    assert done.returncode == EXIT_BAD_INPUT
    assert "m.h5" in done.stderr
    assert not (tmp_path / "o").exists()


@pytest.fixture(scope="session")
def two_inputs(tmp_path_factory) -> Path:
    from seedlite.keras.backend import import_keras

    keras = import_keras()
    right, left = keras.Input((6,), name="right"), keras.Input((5,), name="left")
    both = keras.layers.Concatenate()([keras.layers.Dense(8)(right), left])
    heads = [keras.layers.Dense(3, name=name)(both) for name in ("z", "a")]
    path = tmp_path_factory.mktemp("models") / "two.keras"
    keras.Model([right, left], heads).save(path)
    return path


def test_convert_several_inputs_takes_arrays_called_like_them(two_inputs: Path, tmp_path: Path):
    rng = np.random.default_rng(0)
    samples, out = tmp_path / "x.npz", tmp_path / "out.tflite"
    np.savez(samples, left=rng.normal(size=(100, 5)), right=rng.normal(size=(100, 6)), other=[1])
    done = seedlite("convert", two_inputs, "-o", out, "--calibration", samples)
    assert done.returncode == 0, done.stderr
    report = json.loads(seedlite("inspect", out, "--json").stdout)
    names = [[port["name"] for port in report[kind]] for kind in ("inputs", "outputs")]
    assert names == [["right", "left"], ["z", "a"]]


def test_convert_several_inputs_without_an_array_says_what_is_expected(two_inputs, tmp_path):
    samples = tmp_path / "x.npz"
    np.savez(samples, x=np.ones((9, 6)))
    done = seedlite("convert", two_inputs, "-o", tmp_path / "o", "--calibration", samples)
    assert done.returncode == EXIT_BAD_INPUT
    assert "no array 'right', 'left'; the arrays are 'x'" in done.stderr
    assert "'right' [n, 6], 'left' [n, 5]" in done.stderr
