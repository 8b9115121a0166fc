"""CIFAR-10: 60,000 photographs of 32x32 pixels in ten classes.

Reads the user's folder of the original's binary version (`data_batch_1.bin` ...), or an `.npz` with
`x_train`, `y_train`, `x_test`, `y_test`, or one with JPEG images, where image i of split s is
`jpeg_s[offset_s[i]:offset_s[i + 1]]` and its label `y_s[i]`. JPEG is lossy: figures on such images
differ from those on the originals.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.datasets.archive import open_npz
from seedlite.errors import BadInputError

if TYPE_CHECKING:
    import tensorflow as tf

INPUT_SHAPE = (32, 32, 3)
CLASSES = 10
IMAGE_BYTES = 3 * 32 * 32  # in the binary version: planes of red, green, blue
GIVE = "the folder cifar-10-batches-bin or an .npz with x_train, y_train, x_test, y_test"
SHIFT = 3  # most pixels of a shift


class Split(NamedTuple):
    x: np.ndarray  # uint8 [n, 32, 32, 3]
    y: np.ndarray  # int64 [n]


def load(path: Path) -> tuple[Split, Split]:
    """Returns training and test images. Raises BadInputError."""
    if path.is_dir():
        training = [_read_binary(path / f"data_batch_{n}.bin") for n in range(1, 6)]
        x, y = zip(*training, strict=True)
        return Split(np.concatenate(x), np.concatenate(y)), _read_binary(path / "test_batch.bin")
    with open_npz(path, "CIFAR-10", GIVE) as archive:
        return _read_arrays(archive, "train"), _read_arrays(archive, "test")


def augmented(split: tuple[np.ndarray, np.ndarray], mini_batch: int, seed: int) -> tf.data.Dataset:
    """Returns mini-batches of float32 images 0 ... 255, mirrored at random and shifted by up to
    SHIFT pixels anew in every epoch, with labels."""
    import tensorflow as tf

    def augment(x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        x = tf.pad(x, ((SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)), "REFLECT")
        x = tf.image.random_flip_left_right(tf.image.random_crop(x, INPUT_SHAPE))
        return tf.cast(x, tf.float32), y

    data = tf.data.Dataset.from_tensor_slices(tuple(split))
    data = data.shuffle(len(split[0]), seed, reshuffle_each_iteration=True)
    return data.map(augment, tf.data.AUTOTUNE).batch(mini_batch, drop_remainder=True).prefetch(4)


def _read_binary(path: Path) -> Split:
    try:
        records = np.fromfile(path, np.uint8).reshape(-1, 1 + IMAGE_BYTES)
    except (OSError, ValueError) as error:
        raise BadInputError(f"{path} is no file of CIFAR-10's binary version ({error})") from error
    planes = records[:, 1:].reshape(-1, 3, 32, 32)
    return Split(planes.transpose(0, 2, 3, 1).copy(), records[:, 0].astype(np.int64))


def _read_arrays(archive: Mapping[str, np.ndarray], split: str) -> Split:
    labels = archive[f"y_{split}"].ravel().astype(np.int64)
    if f"jpeg_{split}" not in archive:
        return Split(archive[f"x_{split}"], labels)
    data, offsets = archive[f"jpeg_{split}"].tobytes(), archive[f"offset_{split}"]
    images = [_decoded(data[a:b]) for a, b in itertools.pairwise(offsets)]
    return Split(np.stack(images), labels)


def _decoded(jpeg: bytes) -> np.ndarray:
    import tensorflow as tf

    return tf.io.decode_jpeg(jpeg, channels=3).numpy()
