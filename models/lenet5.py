"""LeNet-5 (Caffe's: 20 and 50 convolutions of 5x5, 500 hidden units, 430,500 weights) on MNIST,
minimized: channels pruned, then seed bits trained.

    python -m models.lenet5 --data mnist.npz --size 3030

trains the whole network, prunes it in steps, centralizes the rest and prints its error on the test
set, the bytes of all learnt data (seed bits, row codes, masks, biases, scales) and those of the
whole file. --size names one of SIZES. Choices were made on 5,000 held-out training images.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from models.datasets import mnist
from seedlite import Training, convert
from seedlite.format.constants import TYPE_INT32
from seedlite.model.parse import parse

Widths = tuple[int, int, int]  # channels of the convolutions, hidden units
Loss = str | Callable[[tf.Tensor, tf.Tensor], tf.Tensor]

WHOLE: Widths = (20, 50, 500)
STEPS: tuple[Widths, ...] = ((14, 36, 160), (10, 26, 64))  # intermediate widths
SIZES: dict[int, tuple[Widths, float]] = {  # most bytes: (final widths, bits per weight)
    3030: ((6, 16, 30), 2.0),
    1520: ((5, 12, 17), 2.0),
}
HELD_OUT = 5000
MINI_BATCH = 128
WHOLE_EPOCHS, STEP_EPOCHS, LAST_EPOCHS, CENTRALIZED_EPOCHS = 6, 3, 30, 20
RATE = 2e-3
TEMPERATURE = 4.0
SCALE_BYTES = 4


def build(widths: Widths) -> keras.Model:
    """Returns the untrained network: [n, 28, 28, 1] in 0 ... 1 -> [n, 10] probabilities."""
    first, second, hidden = widths
    x = source = keras.Input(mnist.INPUT_SHAPE, name="image")
    for filters in (first, second):
        x = layers.Conv2D(filters, 5, use_bias=False)(x)
        x = layers.MaxPooling2D()(layers.ReLU()(layers.BatchNormalization()(x)))
    x = layers.Dense(hidden, use_bias=False)(layers.Flatten()(x))
    x = layers.ReLU()(layers.BatchNormalization()(x))
    return keras.Model(source, layers.Dense(mnist.CLASSES, activation="softmax")(x), name="lenet5")


def train(model: keras.Model, split: mnist.Split, loss: Loss, epochs: int, seed: int) -> None:
    data = mnist.augmented(split, MINI_BATCH, seed)
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * len(data))
    model.compile(keras.optimizers.Adam(rate), loss)
    model.fit(data, epochs=epochs, verbose=0)


def softened(probabilities: tf.Tensor) -> tf.Tensor:
    return tf.nn.softmax(tf.math.log(probabilities + 1e-7) / TEMPERATURE)


def distillation(taught: tf.Tensor, probabilities: tf.Tensor) -> tf.Tensor:
    """Returns the cross-entropy of softened probabilities (Hinton et al., 2015): [n]."""
    return keras.losses.categorical_crossentropy(taught, softened(probabilities))


def pruned(model: keras.Model, widths: Widths) -> keras.Model:
    """Returns the network with the most important channels and hidden units of `model`: those with
    the largest products of their batch normalization's scale and the following weights."""
    kernels = [layer.kernel.numpy() for layer in model.layers if hasattr(layer, "kernel")]
    norms = [
        [weight.numpy() for weight in layer.weights]  # gamma, beta, moving mean and variance
        for layer in model.layers
        if isinstance(layer, layers.BatchNormalization)
    ]
    kept = [np.arange(1)]
    for (gamma, *_), following, width in zip(norms, kernels[1:], widths, strict=True):
        outgoing = np.square(by_channel(following, len(gamma))).sum(axis=(0, 2))
        kept.append(np.sort(np.argsort(-np.abs(gamma) * np.sqrt(outgoing))[:width]))
    kept.append(np.arange(mnist.CLASSES))
    trained, moving = [], []
    for number, kernel in enumerate(kernels):
        trained.append(taken(kernel, kept[number], len(norms[number - 1][0]) if number else 1))
        trained[-1] = trained[-1][..., kept[number + 1]]
        for part, values in enumerate(norms[number] if number < len(norms) else []):
            (trained if part < 2 else moving).append(values[kept[number + 1]])
    trained.append(model.layers[-1].bias.numpy())
    small = build(widths)
    for weight, values in zip(small.trainable_weights, trained, strict=True):
        weight.assign(values)
    for weight, values in zip(small.non_trainable_weights, moving, strict=True):
        weight.assign(values)
    return small


def by_channel(kernel: np.ndarray, channels: int) -> np.ndarray:
    """Reshapes [..., inputs, outputs] to [pixels, channels, outputs]: channels are innermost, in
    flattened images too."""
    return kernel.reshape(-1, channels, kernel.shape[-1])


def taken(kernel: np.ndarray, inputs: np.ndarray, channels: int) -> np.ndarray:
    """Returns the kernel with some of its input channels."""
    cut = by_channel(kernel, channels)[:, inputs]
    return cut.reshape(*kernel.shape[:-2], -1, kernel.shape[-1])


def learnt_bytes(file: bytes) -> int:
    """Returns the bytes of a centralized file's encoded tensors, biases, and scales of weight
    tensors."""
    model = parse(file)
    decodes = [operator for operator in model.operators if operator.is_decode]
    encoded = sum(model.tensors[operator.inputs[0]].count for operator in decodes)
    biases = sum(
        len(tensor.data)
        for operator in model.operators
        for tensor in (model.tensors[index] for index in operator.inputs[2:3] if index >= 0)
        if tensor.type == TYPE_INT32 and tensor.data is not None
    )
    return encoded + biases + SCALE_BYTES * len(decodes)


def shrunk(split: mnist.Split, widths: Widths, seed: int) -> keras.Model:
    """Trains the whole network and prunes it to `widths`; the whole one teaches."""
    keras.utils.set_random_seed(seed)
    model = build(WHOLE)
    train(model, split, "sparse_categorical_crossentropy", WHOLE_EPOCHS, seed)
    taught = softened(model.predict(split.x, batch_size=512, verbose=0)).numpy()
    split = mnist.Split(split.x, taught)  # a shifted image has its probabilities before the shift
    for step in (*STEPS, widths):
        model = pruned(model, step)
        train(model, split, distillation, LAST_EPOCHS if step == widths else STEP_EPOCHS, seed)
        print(f"pruned to {'-'.join(map(str, step))}", flush=True)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.lenet5")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--size", type=int, choices=SIZES, default=3030)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", "--output", type=Path, default=Path("lenet5.tflite"))
    options = parser.parse_args()
    whole, test = mnist.load(options.data)
    order = np.random.default_rng(options.seed).permutation(len(whole.x))
    held_out, split = (
        mnist.Split(whole.x[part], whole.y[part]) for part in (order[:HELD_OUT], order[HELD_OUT:])
    )
    widths, bits = SIZES[options.size]
    model = shrunk(split, widths, options.seed)
    source = options.output.with_suffix(".keras")
    model.save(source)
    data = mnist.augmented(split, MINI_BATCH, options.seed)
    training = Training(data, held_out, CENTRALIZED_EPOCHS)
    conversion = convert(
        source, bits=bits, calibration=split.x[:512], train=training, evaluation=test,
        seed=options.seed,
    )  # fmt: skip
    options.output.write_bytes(conversion.file)
    report = conversion.report
    print(f"held out: {report['training']['accuracy']}")
    before, after = (100 * (1 - report[key]) for key in ("original_accuracy", "accuracy"))
    print(
        f"{options.output}: {'-'.join(map(str, widths))}, error {after:.2f} %, before "
        f"{before:.2f} %; learnt {learnt_bytes(conversion.file):,} bytes, file "
        f"{len(conversion.file):,}"
    )


if __name__ == "__main__":
    main()
