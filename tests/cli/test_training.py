"""`convert --train`, as a user meets it; TensorFlow loads once for each of these runs."""

import json
import signal
from pathlib import Path

import numpy as np
import pytest

from models import handwriting
from models.command import stored_path
from tests.support.command_line import EXIT_BAD_INPUT, EXIT_USAGE, seedlite
from tests.support.waiting import finish

MODEL = stored_path("digits")
CANCELLED = 130


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.npz"
    x, y = handwriting.train_data()
    np.savez(path, x=x, y=y)
    return path


def test_convert_train_reports_what_it_kept_and_leaves_no_checkpoint(data: Path, tmp_path: Path):
    out = tmp_path / "out.tflite"
    done = seedlite(
        "convert", MODEL, "-o", out, "--bits", 1, "--train", data, "--epochs", 12, "--json"
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["file_bytes"] == out.stat().st_size
    assert report["bits_per_weight"] <= 1.05
    assert report["training"]["accuracy"]["centralized"] > 0.9
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.npz", "out.tflite"]


@pytest.mark.slow
def test_convert_train_interrupted_goes_on_with_resume(data: Path, tmp_path: Path, halted):
    out, checkpoint = tmp_path / "out.tflite", tmp_path / "out.tflite.checkpoint"
    options = ["convert", MODEL, "-o", out, "--train", data, "--epochs", 12]
    process = halted(2, *options)  # as the second epoch's checkpoint is to replace the first's
    assert checkpoint.exists()
    process.send_signal(signal.SIGINT)
    _, errors = finish(process)
    assert process.returncode == CANCELLED, errors
    assert not out.exists()
    refused = seedlite(*options)
    assert refused.returncode == EXIT_USAGE
    assert "--resume" in refused.stderr
    resumed = seedlite(*options, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert out.exists()
    assert not checkpoint.exists()


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--epochs", 3], EXIT_USAGE, "go with --train"),
        (["--resume"], EXIT_USAGE, "go with --train"),
        (["--prune", 0.5], EXIT_USAGE, "--train X.npz"),
        (["--train", "DATA", "--prune", 1], EXIT_USAGE, "from 0 to below 1"),
        (["--train", "DATA", "--prune", "nan"], EXIT_USAGE, "from 0 to below 1"),
        (["--train", "DATA", "--resume"], EXIT_BAD_INPUT, "train without --resume"),
        (["--train", "none.npz"], EXIT_BAD_INPUT, "no such file"),
        (["--train", "DATA", "--max-drop", 1, "--eval", "DATA"], EXIT_USAGE, "--recipe"),
    ],
)
def test_convert_train_options_that_make_no_sense(data, tmp_path, options, code, words):
    given = [data if option == "DATA" else option for option in options]
    done = seedlite("convert", MODEL, "-o", tmp_path / "out.tflite", *given)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
