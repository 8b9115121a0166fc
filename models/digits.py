"""Handwritten digits: a plain CNN with three convolutions and two dense layers, 31 k parameters.

`python -m models.digits train` retrains it; needs the extras `[keras]` and `[dev]`.
"""

import keras
from keras import layers

from models import command, handwriting
from models.handwriting import calibration, test_data, train_data

__all__ = ["build", "calibration", "load", "test_data", "train", "train_data"]

NAME = "digits"
SEED = 1


def build() -> keras.Model:
    """Returns the untrained network: [n, 8, 8, 1] in 0 ... 1 -> [n, 10] probabilities."""
    x = source = keras.Input(handwriting.INPUT_SHAPE, name="image")
    x = _convolve(x, 16)
    x = _convolve(x, 32)
    x = layers.MaxPooling2D()(x)
    x = _convolve(x, 32)
    x = layers.Flatten()(x)
    x = layers.Dense(32, activation="relu")(x)
    x = layers.Dropout(0.3)(x)
    x = layers.Dense(handwriting.CLASSES, activation="softmax")(x)
    return keras.Model(source, x, name=NAME)


def train(model: keras.Model) -> None:
    """Trains the stored model."""
    handwriting.fit(model, epochs=200, learning_rate=2e-3, mini_batch=64, seed=SEED)


def load() -> keras.Model:
    """Returns the trained model."""
    return command.load(NAME)


def _convolve(x, filters: int):
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x)


if __name__ == "__main__":
    command.main(NAME, build, train, test_data, SEED)
