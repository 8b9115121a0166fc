"""Training images as they might have been."""

import numpy as np
import pytest

from models.datasets.augmentation import SHIFT, enlarged

SIZE = 12


@pytest.fixture
def images() -> tuple[np.ndarray, np.ndarray]:
    """One bright pixel each, in the middle, as bright as the image's number says."""
    x = np.zeros((20, SIZE, SIZE, 1), np.float32)
    x[:, SIZE // 2, SIZE // 2, 0] = np.arange(1, 21) / 20
    return x, np.arange(20)


def test_copies_are_the_images_moved(images):
    x, y = enlarged(images, copies=3)
    assert x.shape == (80, SIZE, SIZE, 1)
    np.testing.assert_array_equal(y, np.tile(images[1], 4))
    np.testing.assert_array_equal(x[:20], images[0])
    image, row, column, _ = np.nonzero(x)
    np.testing.assert_array_equal(image, np.arange(80))
    np.testing.assert_array_equal(x.max(axis=(1, 2, 3)), np.tile(images[0].max(axis=(1, 2, 3)), 4))
    moved = np.abs(np.stack([row, column]) - SIZE // 2)
    assert moved.max() == SHIFT
