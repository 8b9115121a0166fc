"""Augments training images by shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import tensorflow as tf

SHIFT = 2  # most pixels of a shift


def enlarged(split: tuple[np.ndarray, np.ndarray], copies: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns images [n, height, width, channels] and `copies` more of each, shifted by up to SHIFT
    pixels, with labels."""
    x, y = split
    rng = np.random.default_rng(0)
    margin = ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0))
    padded = np.pad(x, margin)
    windows = np.lib.stride_tricks.sliding_window_view(padded, x.shape[1:3], axis=(1, 2))
    numbers = np.arange(len(x))
    moved = [
        windows[numbers, *rng.integers(0, 2 * SHIFT + 1, (2, len(x)))].transpose(0, 2, 3, 1)
        for _ in range(copies)
    ]
    return np.concatenate([x, *moved]), np.tile(y, 1 + copies)


def augmented(split: tuple[np.ndarray, np.ndarray], mini_batch: int, seed: int) -> tf.data.Dataset:
    """Returns mini-batches of images [n, height, width, channels], shifted by up to SHIFT pixels
    anew in every epoch, with labels."""
    import tensorflow as tf

    x, _ = split

    def shift(x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        padded = tf.pad(x, ((SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)))
        return tf.image.random_crop(padded, x.shape), y

    data = tf.data.Dataset.from_tensor_slices(tuple(split)).shuffle(len(x), seed)
    return data.map(shift, tf.data.AUTOTUNE).batch(mini_batch, drop_remainder=True).prefetch(4)
