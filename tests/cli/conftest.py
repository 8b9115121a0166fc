"""A small model and data for it, that several files of commands use."""

from pathlib import Path

import numpy as np
import pytest

from seedlite.model.pack import pack
from tests.support.builders import dense_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "dense.tflite"
    path.write_bytes(pack(dense_model(40, 60)))
    return path


@pytest.fixture
def data(model: Path) -> Path:
    """80 samples and labels, as .npz."""
    path = model.with_suffix(".npz")
    rng = np.random.default_rng(0)
    np.savez(path, x=rng.normal(size=(80, 60)), y=rng.integers(0, 40, 80))
    return path
