"""SAME padding, against TensorFlow's."""

import numpy as np
import pytest
import tensorflow as tf

from seedlite.model.windows import same_padding


@pytest.mark.parametrize("size", [1, 4, 7, 10])
@pytest.mark.parametrize("kernel", [1, 2, 3, 5])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_same_padding_gives_the_windows_of_tensorflow(size, kernel, stride):
    x = np.arange(1, size + 1, dtype=np.float32)
    weights = 10.0 ** np.arange(kernel, dtype=np.float32)
    truth = tf.nn.conv1d(x[None, :, None], weights[:, None, None], stride, "SAME")
    padded = np.pad(x, same_padding(size, kernel, stride))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel)[::stride]
    np.testing.assert_array_equal(windows @ weights, truth.numpy().ravel())
