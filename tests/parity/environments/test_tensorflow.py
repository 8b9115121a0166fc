"""The oldest TensorFlow of the extra `keras` in an environment of its own. The other tests run with
the newest."""

import subprocess
import tomllib
from pathlib import Path

import numpy as np
import pytest

from seedlite.execution.run import run
from tests.support.environments import make_environment
from tests.support.places import ROOT

pytestmark = pytest.mark.slow

CONVERT = """
import keras, numpy as np, seedlite, tensorflow
layers = keras.layers
convolutional = keras.Sequential([
    layers.Input((12, 12, 1)), layers.Conv2D(8, 3), layers.BatchNormalization(), layers.ReLU(),
    layers.DepthwiseConv2D(3), layers.ReLU(), layers.Flatten(), layers.Dense(4), layers.Softmax()])
recurrent = keras.Sequential([layers.Input((12, 12)), layers.LSTM(8), layers.Dense(4)])
x = np.random.default_rng(0).normal(size=(256, 12, 12, 1)).astype(np.float32)
y = np.arange(256) % 4
trained = seedlite.convert(
    convolutional, bits=2, calibration=x, train=seedlite.Training((x, y), epochs=2))
assert trained.report.training.epochs == 2
trained.save("convolutional.tflite")
seedlite.convert(recurrent, bits=2, calibration=x[..., 0]).save("recurrent.tflite")
for name, shape in ("convolutional", (8, 12, 12, 1)), ("recurrent", (8, 12, 12)):
    np.save(name, seedlite.run(f"{name}.tflite", np.ones(shape, np.int8)).outputs)
print(tensorflow.__version__)
"""


def oldest() -> str:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    (found,) = (line for line in extras["keras"] if line.startswith("tensorflow>="))
    return found.removeprefix("tensorflow>=").split(",")[0]


def test_oldest_tensorflow_converts_and_trains(tmp_path: Path):
    programs = make_environment(tmp_path / "venv", f"tensorflow=={oldest()}", "ai-edge-litert")
    command = [programs / "python", "-c", CONVERT]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == oldest()
    for name, shape in ("convolutional", (8, 12, 12, 1)), ("recurrent", (8, 12, 12)):
        here = run((tmp_path / f"{name}.tflite").read_bytes(), np.ones(shape, np.int8)).outputs
        assert np.array_equal(np.load(tmp_path / f"{name}.npy"), here)
