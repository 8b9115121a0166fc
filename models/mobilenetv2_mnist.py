"""MNIST: MobileNetV2 (Sandler et al., 2018, table 2) of width 0.35 with a hidden dense layer.
Images of 28x28 need fewer strides: the stages of 24 and 160 filters have stride 1. 0.57 M
parameters, 1.7 M multiplications.

`python -m models.mobilenetv2_mnist train --data PATH` retrains it; needs the extra `[keras]`.
"""

import keras
from keras import layers

from models import command
from models.datasets import mnist

NAME = "mobilenetv2_mnist"
SEED = 0
EPOCHS, MINI_BATCH, LEARNING_RATE = 6, 128, 3e-3
WIDTH, MULTIPLE = 0.35, 8
STEM, LAST, HIDDEN = 32, 1280, 128
# expansion, filters, blocks, stride of the first
STAGES = (
    (1, 16, 1, 1), (6, 24, 2, 1), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 1),
    (6, 320, 1, 1),
)  # fmt: skip


def build() -> keras.Model:
    """Returns the untrained network: [n, 28, 28, 1] in 0 ... 1 -> [n, 10] probabilities."""
    source = keras.Input(mnist.INPUT_SHAPE, name="image")
    x = _relu6(layers.Conv2D(narrowed(STEM), 3, strides=2, padding="same", use_bias=False)(source))
    for expansion, filters, blocks, stride in STAGES:
        for block in range(blocks):
            x = _inverted_residual(x, narrowed(filters), expansion, 1 if block else stride)
    x = _relu6(layers.Conv2D(LAST, 1, use_bias=False)(x))
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(HIDDEN, activation="relu")(x)
    return keras.Model(source, layers.Dense(mnist.CLASSES, activation="softmax")(x), name=NAME)


def narrowed(filters: int) -> int:
    """Returns the nearest multiple of 8, at least 8 and 0.9 of the scaled width."""
    wanted = WIDTH * filters
    nearest = max(MULTIPLE, int(wanted + MULTIPLE / 2) // MULTIPLE * MULTIPLE)
    return nearest + MULTIPLE if nearest < 0.9 * wanted else nearest


def train(model: keras.Model, training: mnist.Split) -> None:
    """Trains the stored model: Adam with a cosine schedule, images shifted by up to two pixels."""
    command.fit(model, mnist.augmented(training, MINI_BATCH, SEED), EPOCHS, LEARNING_RATE)


def _relu6(x):
    return layers.ReLU(max_value=6)(layers.BatchNormalization()(x))


def _inverted_residual(x, filters: int, expansion: int, stride: int):
    shortcut = x
    if expansion > 1:
        x = _relu6(layers.Conv2D(expansion * x.shape[-1], 1, use_bias=False)(x))
    x = _relu6(layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x))
    x = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(x))
    return layers.Add()([shortcut, x]) if shortcut.shape == x.shape else x


if __name__ == "__main__":
    command.main_with_data(NAME, build, train, mnist.load, SEED)
