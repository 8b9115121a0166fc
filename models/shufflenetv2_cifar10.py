"""CIFAR-10: ShuffleNetV2 0.5x (Ma et al., 2018, table 5) with a hidden dense layer. Images of 32x32
need fewer strides: no pooling follows the first convolution. 0.5 M parameters, 3.4 M
multiplications.

`python -m models.shufflenetv2_cifar10 train --data PATH` retrains it; needs the extra `[keras]`.
"""

import keras
from keras import layers, ops

from models import command
from models.datasets import cifar10

NAME = "shufflenetv2_cifar10"
SEED = 0
EPOCHS, MINI_BATCH, LEARNING_RATE = 12, 128, 4e-3
STEM, LAST, HIDDEN = 24, 1024, 128
STAGES = ((48, 4), (96, 8), (192, 4))  # filters, units


def build(width: int = 1) -> keras.Model:
    """Returns the untrained network: [n, 32, 32, 3] in 0 ... 255 -> [n, 10] probabilities. width:
    multiplies all numbers of channels."""
    source = keras.Input(cifar10.INPUT_SHAPE, name="image")
    x = layers.Rescaling(1 / 127.5, -1)(source)
    x = _relu(layers.Conv2D(width * STEM, 3, strides=2, padding="same", use_bias=False)(x))
    for filters, units in STAGES:
        halves = _halving_unit(x, width * filters // 2)
        for _ in range(units - 1):
            halves = _unit(*halves)
        x = layers.Concatenate()(halves)
    x = _pointwise(x, width * LAST)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(width * HIDDEN, activation="relu")(x)
    return keras.Model(source, layers.Dense(cifar10.CLASSES, activation="softmax")(x), name=NAME)


def train(model: keras.Model, training: cifar10.Split) -> None:
    """Trains the stored model: Adam with a cosine schedule, images shifted and mirrored."""
    command.fit(model, cifar10.augmented(training, MINI_BATCH, SEED), EPOCHS, LEARNING_RATE)


def _unit(left, right):
    """Shuffles channels by exchanging halves of halves: the paper's interleaving within a half only
    permutes the following weights."""
    (left, crossing_left), (right, crossing_right) = (ops.split(x, 2, -1) for x in (left, right))
    kept = layers.Concatenate()([left, right])
    x = layers.Concatenate()([crossing_left, crossing_right])
    filters = x.shape[-1]
    return kept, _pointwise(_depthwise(_pointwise(x, filters), 1), filters)


def _halving_unit(x, filters: int):
    """Halves the image and doubles the channels, to 2 * `filters`."""
    left = _pointwise(_depthwise(x, 2), filters)
    return left, _pointwise(_depthwise(_pointwise(x, filters), 2), filters)


def _pointwise(x, filters: int):
    return _relu(layers.Conv2D(filters, 1, use_bias=False)(x))


def _depthwise(x, stride: int):
    x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def _relu(x):
    return layers.ReLU()(layers.BatchNormalization()(x))


if __name__ == "__main__":
    command.main_with_data(NAME, build, train, cifar10.load, SEED)
