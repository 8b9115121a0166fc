"""A wake word: a network of separable convolutions over the last 0.87 s of log-mel features, which
looks at each window of sound once. 13 k parameters.

`python -m models.wake train` retrains it; needs the extra `[keras]`. Of it models/wake_stream.py
makes what a device runs.
"""

import functools

import keras
import numpy as np
from keras import layers

from models import command, wake_sounds

__all__ = ["build", "calibration", "load", "test_data", "train", "train_data"]

NAME = "wake"
SEED = 0
EPOCHS, MINI_BATCH, LEARNING_RATE = 8, 64, 3e-3
FIRST = (5, 32)  # windows, filters of the first convolution
BLOCKS = (
    (9, 32),
    (13, 48),
    (19, 48),
)  # of depthwise convolutions, each with one of a single window


def build() -> keras.Model:
    """Returns the untrained network: [n, 43, 1, 40], features in octaves -> [n, 2] probabilities of
    anything else and of the word."""
    x = source = keras.Input((wake_sounds.WINDOWS, 1, 40), name="features")
    windows, filters = FIRST
    x = _relu6(layers.Conv2D(filters, (windows, 1), use_bias=False)(x))
    for windows, filters in BLOCKS:
        x = _relu6(layers.DepthwiseConv2D((windows, 1), use_bias=False)(x))
        x = _relu6(layers.Conv2D(filters, 1, use_bias=False)(x))
    x = layers.Dense(2, activation="softmax")(layers.Flatten()(x))
    return keras.Model(source, x, name=NAME)


def train_data() -> tuple[np.ndarray, np.ndarray]:
    """x: float32 [n, 43, 1, 40], features in octaves; y: int64 [n], 1: the word."""
    return wake_sounds.clips(wake_sounds.TRAINING, SEED)


@functools.cache
def test_data() -> tuple[np.ndarray, np.ndarray]:
    """Clips of the first 40 pieces that training does not hear, in the form of train_data."""
    return wake_sounds.clips(wake_sounds.TEST[:40], SEED)


def calibration() -> np.ndarray:
    """Returns features of the first pieces for training as sequences of two seconds, a window a
    step: float32 [100, 99, 1, 1, 40]."""
    pieces = [wake_sounds.piece(number).sound for number in wake_sounds.TRAINING[:20]]
    parts = np.concatenate(pieces).reshape(100, 2 * wake_sounds.RATE)
    return np.stack([wake_sounds.real_features(part)[:, None] for part in parts])


def train(model: keras.Model) -> None:
    """Trains the stored model, two minutes on one core."""
    data = command.batches(*train_data(), MINI_BATCH, SEED)
    command.fit(model, data, EPOCHS, LEARNING_RATE)


def load() -> keras.Model:
    """Returns the trained model."""
    return command.load(NAME)


def _relu6(x):
    return layers.ReLU(max_value=6)(layers.BatchNormalization()(x))


if __name__ == "__main__":
    command.main(NAME, build, train, test_data, SEED)
