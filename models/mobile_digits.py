"""Handwritten digits: a depthwise-separable CNN like MobileNetV2, 13 k parameters.

Inverted residual blocks, linear bottlenecks, ReLU6 and global average pooling.
`python -m models.mobile_digits train` retrains it; needs the extras `[keras]` and `[dev]`.
"""

import keras
from keras import layers

from models import command, handwriting
from models.handwriting import calibration, test_data, train_data

__all__ = ["build", "calibration", "load", "test_data", "train", "train_data"]

NAME = "mobile_digits"
SEED = 2


def build() -> keras.Model:
    """Returns the untrained network: [n, 8, 8, 1] in 0 ... 1 -> [n, 10] probabilities."""
    x = source = keras.Input(handwriting.INPUT_SHAPE, name="image")
    x = _relu6(layers.Conv2D(16, 3, padding="same", use_bias=False)(x))
    x = _inverted_residual(x, 16, expansion=3, stride=1)
    x = _inverted_residual(x, 24, expansion=3, stride=2)
    x = _inverted_residual(x, 24, expansion=3, stride=1)
    x = _relu6(layers.Conv2D(64, 1, use_bias=False)(x))
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(handwriting.CLASSES, activation="softmax")(x)
    return keras.Model(source, x, name=NAME)


def train(model: keras.Model) -> None:
    """Trains the stored model."""
    handwriting.fit(model, epochs=150, learning_rate=4e-3, mini_batch=64, seed=SEED)


def load() -> keras.Model:
    """Returns the trained model."""
    return command.load(NAME)


def _relu6(x):
    return layers.ReLU(max_value=6)(layers.BatchNormalization()(x))


def _inverted_residual(x, filters: int, expansion: int, stride: int):
    shortcut = x
    x = _relu6(layers.Conv2D(expansion * x.shape[-1], 1, use_bias=False)(x))
    x = _relu6(layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x))
    x = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(x))
    if stride == 1 and shortcut.shape[-1] == filters:
        x = layers.Add()([shortcut, x])
    return x


if __name__ == "__main__":
    command.main(NAME, build, train, test_data, SEED)
