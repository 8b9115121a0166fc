from pathlib import Path

import numpy as np
import pytest

from models import mobile_digits
from models.command import stored_path
from seedlite.compress.source import Source
from tests.support import zoo


@pytest.fixture(scope="session")
def digits(tmp_path_factory) -> Path:
    """A trained network with depthwise layers, as int8 .tflite."""
    path = tmp_path_factory.mktemp("choosing") / "mobile_digits.tflite"
    path.write_bytes(Source.of(stored_path(mobile_digits.NAME)).int8(mobile_digits.calibration()))
    return path


@pytest.fixture(scope="session")
def samples() -> np.ndarray:
    return mobile_digits.calibration()[:64]


@pytest.fixture(scope="session")
def labelled() -> tuple[np.ndarray, np.ndarray]:
    x, y = mobile_digits.test_data()
    return x[:500], y[:500]


@pytest.fixture(scope="session")
def cnn(tmp_path_factory) -> Path:
    """An untrained network, quick to convert."""
    path = tmp_path_factory.mktemp("choosing") / "plain_cnn.tflite"
    path.write_bytes(zoo.tflite("plain_cnn"))
    return path
