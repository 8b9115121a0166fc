"""scikit-learn's handwritten digits: 1,797 images of 8x8 pixels, 10 classes. scikit-learn contains
the data: nothing is downloaded."""

import functools

import numpy as np

from seedlite.errors import ToolMissingError

TEST_SAMPLES = 1000
_SPLIT_SEED = 0
CALIBRATION_SAMPLES = 200


@functools.cache
def split() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Returns x and y to train on, float32 [797, 8, 8, 1] in 0 ... 1 and int64 [797], then x and y
    to test with, [1000, ...]. Both have the classes in equal shares. Raises ToolMissingError."""
    try:
        from sklearn.datasets import load_digits
        from sklearn.model_selection import train_test_split
    except ImportError as error:
        raise ToolMissingError(
            "scikit-learn, which contains the digits, is not installed; "
            "pip install 'seedlite[samples]'"
        ) from error
    digits = load_digits()
    x = (digits.images[..., np.newaxis] / 16).astype(np.float32)  # pixels are 0 ... 16
    x_train, x_test, y_train, y_test = train_test_split(
        x, digits.target, test_size=TEST_SAMPLES, stratify=digits.target, random_state=_SPLIT_SEED
    )
    return x_train, y_train, x_test, y_test


def arrays() -> dict[str, dict[str, np.ndarray]]:
    """Returns the arrays of each file, by name."""
    x_train, y_train, x_test, y_test = split()
    return {
        "calibration.npz": {"x": x_train[:CALIBRATION_SAMPLES]},
        "train.npz": {"x": x_train, "y": y_train},
        "test.npz": {"x": x_test, "y": y_test},
    }
