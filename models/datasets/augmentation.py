"""Training images as they might have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import tensorflow as tf

SHIFT = 2  # pixels by which images are moved at most


def shifted(split: tuple[np.ndarray, np.ndarray], mini_batch: int, seed: int) -> tf.data.Dataset:
    """Mini-batches of images [n, height, width, channels], each moved by up to SHIFT pixels, anew
    in every epoch, and labels."""
    import tensorflow as tf

    x, _ = split

    def shift(x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        padded = tf.pad(x, ((SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)))
        return tf.image.random_crop(padded, x.shape), y

    data = tf.data.Dataset.from_tensor_slices(tuple(split)).shuffle(len(x), seed)
    return data.map(shift, tf.data.AUTOTUNE).batch(mini_batch, drop_remainder=True).prefetch(4)
