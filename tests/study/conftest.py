from pathlib import Path

import numpy as np
import pytest

from seedlite.data.checks import quantize_inputs
from seedlite.execution.run import run
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.study.network import StudiedNetwork
from tests.support import zoo
from tests.support.builders import dense_model


def label(path: Path, samples: int, seed: int = 0) -> Path:
    """An npz beside the model, labelled by the model itself, which is therefore always right."""
    file = path.read_bytes()
    model = parse(file)
    shape = model.tensors[model.inputs[0]].shape[1:]
    x = np.random.default_rng(seed).normal(size=(samples, *shape)).astype(np.float32)
    outputs = run(file, quantize_inputs(model, x)).outputs.reshape(samples, -1)
    np.savez(path.with_suffix(".npz"), x=x, y=outputs.argmax(axis=1))
    return path.with_suffix(".npz")


@pytest.fixture(scope="session")
def dense(tmp_path_factory) -> Path:
    """One dense layer, 40 classes, with `dense.npz` beside it."""
    path = tmp_path_factory.mktemp("study") / "dense.tflite"
    path.write_bytes(pack(dense_model(40, 60)))
    label(path, 200)
    return path


@pytest.fixture(scope="session")
def cnn(tmp_path_factory) -> Path:
    """Convolutions, depthwise, dense, untrained, with an npz beside it."""
    path = tmp_path_factory.mktemp("study") / "cnn.tflite"
    path.write_bytes(zoo.tflite("residual_separable"))
    label(path, 100)
    return path


@pytest.fixture(scope="session")
def dense_network(dense: Path) -> StudiedNetwork:
    return StudiedNetwork.load(dense, dense.with_suffix(".npz"))


@pytest.fixture(scope="session")
def cnn_network(cnn: Path) -> StudiedNetwork:
    return StudiedNetwork.load(cnn, cnn.with_suffix(".npz"))
