"""Handwritten capitals A to Z: SqueezeNet (Iandola et al., 2016; pooling after the first, third and
fifth layer, as in version 1.1), full width except in its last four modules, with batch
normalization and dense layers at the end. Images of 28x28 need fewer strides: the first convolution
has stride 1. 0.65 M parameters, 15 M multiplications.

`python -m models.squeezenet_letters train --data PATH` retrains it; needs the extra `[keras]`.
"""

import keras
from keras import layers

from models import command
from models.datasets import letters

NAME = "squeezenet_letters"
SEED = 0
EPOCHS, MINI_BATCH, LEARNING_RATE = 20, 64, 2e-3
STEM, HIDDEN = 64, 128
# (squeeze filters, filters of each of the two expand convolutions); pooling comes before each stage
STAGES = (((16, 64),) * 2, ((32, 128),) * 2, ((48, 160),) * 2 + ((64, 192),) * 2)


def build() -> keras.Model:
    """Returns the untrained network: [n, 28, 28, 1] in 0 ... 1 -> [n, 26] probabilities."""
    source = keras.Input(letters.INPUT_SHAPE, name="image")
    x = _convolve(source, STEM, 3)
    for stage in STAGES:
        x = layers.MaxPooling2D()(x)
        for squeezed, expanded in stage:
            x = _fire(x, squeezed, expanded)
    x = layers.Flatten()(layers.Dropout(0.3)(layers.AveragePooling2D(3)(x)))
    x = layers.Dense(HIDDEN, activation="relu")(x)
    return keras.Model(source, layers.Dense(letters.CLASSES, activation="softmax")(x), name=NAME)


def train(model: keras.Model, training: letters.Split) -> None:
    """Trains the stored model: Adam with a cosine schedule, images shifted by up to two pixels."""
    command.fit(model, letters.augmented(training, MINI_BATCH, SEED), EPOCHS, LEARNING_RATE)


def _fire(x, squeezed: int, expanded: int):
    x = _convolve(x, squeezed, 1)
    return layers.Concatenate()([_convolve(x, expanded, 1), _convolve(x, expanded, 3)])


def _convolve(x, filters: int, size: int):
    x = layers.Conv2D(filters, size, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))


if __name__ == "__main__":
    command.main_with_data(NAME, build, train, letters.load, SEED)
