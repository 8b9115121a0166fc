"""Gestures of a hand that holds an accelerometer: convolutions over 1.28 s of three axes, five
classes, 10 k parameters. The data are made by rule.

`python -m models.gestures train` retrains it; needs the extra `[keras]`.
"""

import keras
import numpy as np
from keras import layers

from models import command

__all__ = ["CLASSES", "build", "calibration", "load", "test_data", "train", "train_data"]

NAME = "gestures"
SEED = 0
CLASSES = ("rest", "tap", "shake", "swipe", "circle")
SAMPLES, RATE = 64, 50  # of a window, in a second
EPOCHS, MINI_BATCH, LEARNING_RATE = 12, 32, 3e-3


def build() -> keras.Model:
    """Returns the untrained network: [n, 64, 1, 3], in g -> [n, 5] probabilities."""
    x = source = keras.Input((SAMPLES, 1, 3), name="acceleration")
    for filters in (16, 24, 32):
        x = layers.Conv2D(filters, (5, 1), strides=(2, 1), padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(16, activation="relu")(x)
    x = layers.Dense(len(CLASSES), activation="softmax")(x)
    return keras.Model(source, x, name=NAME)


def windows(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns windows float32 [count, 64, 1, 3] and their classes int64 [count]."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, len(CLASSES), count)
    x = np.stack([_window(CLASSES[kind], rng) for kind in y])
    return x[:, :, None].astype(np.float32), y


def _window(kind: str, rng: np.random.Generator) -> np.ndarray:
    """Returns acceleration [64, 3]: gravity in any direction near the third axis, the gesture at
    any time, size and direction, and noise."""
    seconds = np.arange(SAMPLES) / RATE
    gravity = np.array([0, 0, 1]) + rng.normal(0, 0.25, 3)
    size, start = rng.uniform(0.3, 1.2), rng.uniform(0.1, 0.5)
    inside = np.clip((seconds - start) / rng.uniform(0.5, 0.7), 0, 1)
    moved = size * _motion(kind, inside, rng)
    return gravity / np.linalg.norm(gravity) + moved + rng.normal(0, 0.12, (SAMPLES, 3))


def _motion(kind: str, inside: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """inside: the gesture's time, 0 before it and 1 behind. Returns acceleration [64, 3]."""
    fade = np.sin(np.pi * inside)
    turn = rng.uniform(0, 2 * np.pi)
    across = np.array([np.cos(turn), np.sin(turn), 0])
    if kind == "tap":
        wave = np.exp(-(((inside - 0.3) / 0.06) ** 2)) - 0.5 * np.exp(
            -(((inside - 0.45) / 0.08) ** 2)
        )
        return 1.5 * wave[:, None] * np.array([0, 0, 1])
    if kind == "shake":
        return (fade * np.sin(2 * np.pi * rng.uniform(3, 5) * inside))[:, None] * across
    if kind == "swipe":
        return np.sin(2 * np.pi * inside)[:, None] * across
    if kind == "circle":
        angle = 2 * np.pi * inside * rng.choice([-1, 1]) + turn
        return fade[:, None] * np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)
    return np.zeros((len(inside), 3))


def train_data() -> tuple[np.ndarray, np.ndarray]:
    """Returns 4,000 windows."""
    return windows(4000, SEED)


def test_data() -> tuple[np.ndarray, np.ndarray]:
    """Returns 1,000 other windows."""
    return windows(1000, SEED + 1)


def calibration() -> np.ndarray:
    """Returns 200 windows of the training."""
    return train_data()[0][:200]


def train(model: keras.Model) -> None:
    """Trains the stored model, seconds on one core."""
    command.fit(model, command.batches(*train_data(), MINI_BATCH, SEED), EPOCHS, LEARNING_RATE)


def load() -> keras.Model:
    """Returns the trained model."""
    return command.load(NAME)


if __name__ == "__main__":
    command.main(NAME, build, train, test_data, SEED)
