"""Stores and loads trained models, and implements the command `python -m models.NAME train`."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import keras
import numpy as np

if TYPE_CHECKING:
    import tensorflow as tf

LabelledArrays = tuple[np.ndarray, np.ndarray]


def stored_path(name: str) -> Path:
    """Returns the path of the project's trained model."""
    return Path(__file__).parent / f"{name}.keras"


def load(name: str) -> keras.Model:
    """Returns the project's trained model."""
    return keras.saving.load_model(stored_path(name), compile=False)


def accuracy(model: keras.Model, data: LabelledArrays) -> float:
    """Returns the fraction of samples whose largest output is the label's."""
    x, y = data
    return float(np.mean(model.predict(x, batch_size=512, verbose=0).argmax(axis=1) == y))


Measure = tuple[str, Callable[[keras.Model, LabelledArrays], float]]  # a title and the function


def batches(x: np.ndarray, y: np.ndarray, mini_batch: int, seed: int) -> "tf.data.Dataset":
    """Returns mini-batches, shuffled in every epoch."""
    import tensorflow as tf

    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed)
    return data.batch(mini_batch, drop_remainder=True).prefetch(4)


def fit(model: keras.Model, data: "tf.data.Dataset", epochs: int, learning_rate: float) -> None:
    """Trains with Adam and a cosine schedule."""
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(data))
    loss = "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(schedule), loss, metrics=["accuracy"])
    model.fit(data, epochs=epochs, verbose=2)


def main(
    name: str,
    build: Callable[[], keras.Model],
    train: Callable[[keras.Model], None],
    test_data: Callable[[], LabelledArrays],
    seed: int,
    measure: Measure = ("test accuracy", accuracy),
) -> None:
    """Runs the command line of one network: retrains it from `seed`, stores it and prints what it
    measures."""
    options = _parser(name).parse_args()
    _train_and_store(options.output, build, train, test_data(), seed, measure)


def main_with_data(
    name: str,
    build: Callable[[], keras.Model],
    train: Callable[[keras.Model, LabelledArrays], None],
    load_data: Callable[[Path], tuple[LabelledArrays, LabelledArrays]],
    seed: int,
) -> None:
    """Runs the command line of one network trained on the user's data. load_data: path ->
    (training, test)."""
    parser = _parser(name)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    data, test = load_data(options.data)
    _train_and_store(options.output, build, lambda model: train(model, data), test, seed)


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m models.{name}")
    parser.add_argument("command", choices=["train"], help="train from the fixed seed and store")
    parser.add_argument("-o", "--output", type=Path, default=stored_path(name))
    return parser


def _train_and_store(
    output: Path,
    build: Callable[[], keras.Model],
    train: Callable[[keras.Model], None],
    test: LabelledArrays,
    seed: int,
    measure: Measure = ("test accuracy", accuracy),
) -> None:
    keras.utils.set_random_seed(seed)
    model = build()
    train(model)
    keras.utils.clear_session()  # restarts layer names at 1
    bare = build()  # without the optimizer's state
    bare.set_weights(model.get_weights())
    bare.save(output)
    title, value = measure
    print(f"{output}: {model.count_params()} parameters, {title} {value(bare, test):.4f}")
