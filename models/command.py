"""What the networks' modules share: storing trained models and the command
`python -m models.NAME train`."""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

import keras

Labelled = tuple[np.ndarray, np.ndarray]


def stored_path(name: str) -> Path:
    """Where the trained model that comes with the project lies."""
    return Path(__file__).parent / f"{name}.keras"


def load(name: str) -> keras.Model:
    """The trained model that comes with the project."""
    return keras.saving.load_model(stored_path(name), compile=False)


def accuracy(model: keras.Model, data: Labelled) -> float:
    """Fraction of samples whose largest output is the label's."""
    x, y = data
    return float(np.mean(model.predict(x, batch_size=512, verbose=0).argmax(axis=1) == y))


def main(
    name: str,
    build: Callable[[], keras.Model],
    train: Callable[[keras.Model], None],
    test_data: Callable[[], Labelled],
    seed: int,
) -> None:
    """The command line of one network: trains it anew from `seed` and stores it."""
    parser = argparse.ArgumentParser(prog=f"python -m models.{name}")
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="train from the fixed seed and store the model")
    training.add_argument("-o", "--output", type=Path, default=stored_path(name))
    options = parser.parse_args()

    keras.utils.set_random_seed(seed)
    model = build()
    train(model)
    keras.utils.clear_session()  # layer names start at 1 again
    bare = build()  # stored without the optimizer's state
    bare.set_weights(model.get_weights())
    bare.save(options.output)
    print(
        f"{options.output}: {model.count_params()} parameters, "
        f"test accuracy {accuracy(bare, test_data()):.4f}"
    )
