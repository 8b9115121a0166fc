"""CIFAR-10, a depthwise-separable CNN in the manner of MobileNet: 3x3 depthwise, then 1x1
convolutions, ReLU6. 93 k parameters, 4.6 M multiplications.

`python -m models.mobile_cifar10 train --data PATH` trains it anew; needs the extra `[keras]`."""

import keras
from keras import layers
from models import cifar10, command

NAME = "mobile_cifar10"
SEED = 3
MINI_BATCH = 128
EPOCHS = 15
LEARNING_RATE = 4e-3
BLOCKS = ((48, 2), (48, 1), (96, 2), (96, 1), (96, 1), (192, 2), (192, 1))  # filters, stride


def build() -> keras.Model:
    """[n, 32, 32, 3] in 0 ... 255 -> [n, 10] probabilities; untrained."""
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
    """The recipe behind the stored model: some 10 minutes on two cores."""
    data = cifar10.augmented(training, MINI_BATCH, SEED)
    steps = EPOCHS * len(data)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps, warmup_target=LEARNING_RATE, warmup_steps=steps // 30
    )
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    model.fit(data, epochs=EPOCHS, verbose=2)


def load() -> keras.Model:
    """The trained model."""
    return command.load(NAME)


def _relu6(x):
    return layers.ReLU(max_value=6)(layers.BatchNormalization()(x))


if __name__ == "__main__":
    command.main_with_data(NAME, build, train, cifar10.load, SEED)
