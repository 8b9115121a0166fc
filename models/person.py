"""A person's face in an image of 25x25 pixels, or none: separable convolutions, 2 k parameters. The
200 images are those that scikit-image brings (`skimage.data.lfw_subset`).

`python -m models.person train` retrains it; needs the extras `[keras]` and `[dev]`.
"""

import keras
import numpy as np
from keras import layers

from models import command

__all__ = ["build", "calibration", "load", "test_data", "train", "train_data"]

NAME = "person"
SEED = 0
TRAINED = 70  # of each class; 30 test
EPOCHS, MINI_BATCH, LEARNING_RATE = 60, 20, 3e-3


def build() -> keras.Model:
    """Returns the untrained network: [n, 25, 25, 1] in 0 ... 1 -> [n, 2] probabilities of no
    person and of a person."""
    x = source = keras.Input((25, 25, 1), name="image")
    x = layers.Conv2D(8, 3, strides=2, use_bias=False)(x)
    x = layers.ReLU(max_value=6)(layers.BatchNormalization()(x))
    for filters in (16, 32):
        x = layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False)(x)
        x = layers.ReLU(max_value=6)(layers.BatchNormalization()(x))
        x = layers.Conv2D(filters, 1, use_bias=False)(x)
        x = layers.ReLU(max_value=6)(layers.BatchNormalization()(x))
    x = layers.Flatten()(x)
    x = layers.Dropout(0.3)(x)
    x = layers.Dense(2, activation="softmax")(x)
    return keras.Model(source, x, name=NAME)


def _images() -> tuple[np.ndarray, np.ndarray]:
    """Returns faces and others, float32 [100, 25, 25, 1] each."""
    from skimage.data import lfw_subset

    images = lfw_subset().astype(np.float32)[..., None]
    return images[:100], images[100:]


def _labelled(part: slice) -> tuple[np.ndarray, np.ndarray]:
    faces, others = (images[part] for images in _images())
    x = np.concatenate([faces, others])
    return x, np.repeat([1, 0], [len(faces), len(others)])


def train_data() -> tuple[np.ndarray, np.ndarray]:
    """Returns 140 images and their mirror images."""
    x, y = _labelled(slice(TRAINED))
    return np.concatenate([x, x[:, :, ::-1]]), np.concatenate([y, y])


def test_data() -> tuple[np.ndarray, np.ndarray]:
    """Returns 60 other images."""
    return _labelled(slice(TRAINED, None))


def calibration() -> np.ndarray:
    """Returns the images of the training."""
    return train_data()[0]


def train(model: keras.Model) -> None:
    """Trains the stored model on images moved by up to two pixels, seconds on one core."""
    x, y = train_data()
    rng = np.random.default_rng(SEED)
    moved = [np.roll(x, tuple(rng.integers(-2, 3, 2)), axis=(1, 2)) for _ in range(8)]
    data = command.batches(np.concatenate([x, *moved]), np.tile(y, 9), MINI_BATCH, SEED)
    command.fit(model, data, EPOCHS // 6, LEARNING_RATE)


def load() -> keras.Model:
    """Returns the trained model."""
    return command.load(NAME)


if __name__ == "__main__":
    command.main(NAME, build, train, test_data, SEED)
