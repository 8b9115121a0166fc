"""Networks of MLPerf Tiny's shapes with random weights from a fixed seed; weights hardly affect the
instructions of an inference."""

from collections.abc import Callable

import keras
import numpy as np
from keras import layers

SEED = 7
SAMPLES = 64
RELU = "relu"


def ds_cnn() -> keras.Model:
    """Keyword spotting: a depthwise separable network for 12 words."""
    x = source = keras.Input((49, 10, 1))
    x = layers.Conv2D(64, (10, 4), strides=2, padding="same", activation=RELU)(x)
    for _ in range(4):
        x = layers.DepthwiseConv2D(3, padding="same", activation=RELU)(x)
        x = layers.Conv2D(64, 1, activation=RELU)(x)
    x = layers.AveragePooling2D((25, 5))(x)
    x = layers.Dense(12, activation="softmax")(layers.Flatten()(x))
    return keras.Model(source, x)


def wake_word() -> keras.Model:
    """Streaming wake word: 3 classes, kernels along the time axis only."""
    x = source = keras.Input((30, 1, 40))
    for taps, filters in ((3, 128), (5, 128), (10, 128), (15, 32)):
        x = layers.DepthwiseConv2D((taps, 1), activation=RELU)(x)
        x = layers.Conv2D(filters, 1, activation=RELU)(x)
    x = layers.Dense(3, activation="softmax")(layers.Flatten()(x))
    return keras.Model(source, x)


NETWORKS: dict[str, Callable[[], keras.Model]] = {"DS-CNN": ds_cnn, "wake word": wake_word}


def build(name: str) -> tuple[keras.Model, np.ndarray]:
    """Returns the network and its calibration samples."""
    keras.utils.set_random_seed(SEED)
    network = NETWORKS[name]()
    shape = (SAMPLES, *network.input_shape[1:])
    return network, np.random.default_rng(SEED).normal(size=shape).astype(np.float32)
