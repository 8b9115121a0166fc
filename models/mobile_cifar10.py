"""CIFAR-10: a depthwise-separable CNN like MobileNet, with 3x3 depthwise and 1x1 convolutions and
ReLU6. 95 k parameters, 4.3 M multiplications.

`python -m models.mobile_cifar10 train --data PATH` retrains it; needs the extra `[keras]`.
"""

import keras
import numpy as np
from keras import layers

from models import command
from models.datasets import cifar10

NAME = "mobile_cifar10"
SEED = 0
MINI_BATCH = 128
STEPS, WARM_UP = 10_000, 300
SHIFT = 3
LEARNING_RATE = 4e-3
BLOCKS = ((48, 2), (48, 1), (96, 2), (96, 1), (96, 1), (192, 2), (192, 1))  # filters, stride


def build() -> keras.Model:
    """Returns the untrained network: [n, 32, 32, 3] in 0 ... 255 -> [n, 10] probabilities."""
    source = keras.Input(cifar10.INPUT_SHAPE, name="image")
    x = layers.Rescaling(1 / 127.5, -1)(source)
    x = _relu6(layers.Conv2D(24, 3, padding="same", use_bias=False)(x))
    for filters, stride in BLOCKS:
        x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
        x = _relu6(layers.Conv2D(filters, 1, use_bias=False)(_relu6(x)))
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(cifar10.CLASSES, activation="softmax")(x)
    return keras.Model(source, x, name=NAME)


def train(model: keras.Model, training: cifar10.Split) -> None:
    """Trains the stored model, 17 minutes on two cores: Adam with a cosine schedule; images
    mirrored at random, each mini-batch shifted by up to SHIFT pixels."""
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, STEPS, warmup_target=LEARNING_RATE, warmup_steps=WARM_UP
    )
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    rng = np.random.default_rng(SEED)
    order = np.zeros(0, np.int64)
    for step in range(STEPS):
        if len(order) < MINI_BATCH:
            order = rng.permutation(len(training.x))
        chosen, order = np.split(order, [MINI_BATCH])
        loss = model.train_on_batch(_augmented(training.x[chosen], rng), training.y[chosen])
        if step % 500 == 499:
            print(f"{step + 1} of {STEPS} steps: loss {float(loss):.3f}", flush=True)


def _augmented(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    padded = np.pad(x, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)), "reflect")
    mirrored = rng.random(len(x)) < 0.5
    padded[mirrored] = padded[mirrored, :, ::-1]
    down, right = rng.integers(0, 2 * SHIFT + 1, 2)
    height, width, _ = cifar10.INPUT_SHAPE
    return padded[:, down : down + height, right : right + width].astype(np.float32)


def load() -> keras.Model:
    """Returns the trained model."""
    return command.load(NAME)


def _relu6(x):
    return layers.ReLU(max_value=6)(layers.BatchNormalization()(x))


if __name__ == "__main__":
    command.main_with_data(NAME, build, train, cifar10.load, SEED)
