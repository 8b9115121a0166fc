"""A small model and data for it, that several files of commands use."""

from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def data(model: Path) -> Path:
    """80 samples and labels, as .npz."""
    path = model.with_suffix(".npz")
    rng = np.random.default_rng(0)
    np.savez(path, x=rng.normal(size=(80, 60)), y=rng.integers(0, 40, 80))
    return path
