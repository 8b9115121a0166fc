"""A wake word: a depthwise-separable CNN over 0.99 s of log-mel features, 10 k parameters.

`python -m models.wake train` retrains it; needs the extra `[keras]`.
"""

import functools

import keras
import numpy as np
from keras import layers

from models import command, wake_sounds

__all__ = ["build", "calibration", "load", "test_data", "train", "train_data"]

NAME = "wake"
SEED = 0
EPOCHS, MINI_BATCH, LEARNING_RATE = 5, 64, 3e-3
BLOCKS = ((32, 2), (48, 2), (48, 1), (64, 1))  # filters, stride


def build() -> keras.Model:
    """Returns the untrained network: [n, 49, 40, 1], features in octaves -> [n, 2] probabilities of
    anything else and of the word."""
    x = source = keras.Input((wake_sounds.WINDOWS, 40, 1), name="features")
    x = _relu6(layers.Conv2D(16, 5, strides=2, padding="same", use_bias=False)(x))
    for filters, stride in BLOCKS:
        x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
        x = _relu6(layers.Conv2D(filters, 1, use_bias=False)(_relu6(x)))
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(2, activation="softmax")(x)
    return keras.Model(source, x, name=NAME)


def train_data() -> tuple[np.ndarray, np.ndarray]:
    """x: float32 [n, 49, 40, 1], features in octaves; y: int64 [n], 1: the word."""
    return wake_sounds.clips(wake_sounds.TRAINING, SEED)


@functools.cache
def test_data() -> tuple[np.ndarray, np.ndarray]:
    """Clips of the first 40 pieces that training does not hear, in the form of train_data."""
    return wake_sounds.clips(wake_sounds.TEST[:40], SEED)


def calibration() -> np.ndarray:
    """Returns clips of the first pieces for training: float32 [200, 49, 40, 1]."""
    x, _ = wake_sounds.clips(wake_sounds.TRAINING[:10], SEED)
    return x[np.random.default_rng(SEED).permutation(len(x))[:200]]


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
