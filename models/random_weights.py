"""What a network of random weights can learn: ShuffleNetV2 on CIFAR-10, with the kernels of its
standard convolutions and dense layers drawn and never changed. Depthwise kernels, batch
normalization and biases are trained, with labels and in float: what one spread for each layer can
do, without the rounding of a file.

    python -m models.random_weights --data PATH --draws orthogonal --width 2
"""

import argparse
from pathlib import Path

import keras
import numpy as np

from models import command
from models.datasets import cifar10
from models.shufflenetv2_cifar10 import LEARNING_RATE, MINI_BATCH, build

DRAWS = {
    "normal": keras.initializers.HeNormal,
    "orthogonal": lambda seed: keras.initializers.Orthogonal(2**0.5, seed),
}


def fix_kernels(model: keras.Model, draws: str, seed: int) -> None:
    """Draws the kernels, independently or as orthogonal rows, and excludes them from training.
    Channels begin one standard deviation above zero, so that rectifiers pass most values
    (DESIGN.md, Training)."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.beta.assign(np.ones(layer.beta.shape))
    kernels = [
        layer.kernel
        for layer in model.layers
        if isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense))
    ]
    for number, kernel in enumerate(kernels):
        kernel.assign(DRAWS[draws](seed + number)(kernel.shape))
        kernel.trainable = False


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.random_weights")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--draws", choices=DRAWS, default="normal")
    parser.add_argument("--width", type=int, default=1, help="multiplies all numbers of channels")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    training, test = cifar10.load(options.data)
    keras.utils.set_random_seed(options.seed)
    model = build(options.width)
    fix_kernels(model, options.draws, options.seed)
    data = cifar10.augmented(training, MINI_BATCH, options.seed)
    command.fit(model, data, options.epochs, LEARNING_RATE)
    trained = sum(keras.ops.size(weight) for weight in model.trainable_weights)
    seen = training.x[: len(test.x)], training.y[: len(test.x)]
    print(
        f"{trained:,} of {model.count_params():,} numbers trained: test accuracy "
        f"{100 * command.accuracy(model, test):.2f} %, of training images "
        f"{100 * command.accuracy(model, seen):.2f} %"
    )


if __name__ == "__main__":
    main()
