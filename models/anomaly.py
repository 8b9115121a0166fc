"""A machine that sounds as it should, or not: an autoencoder over log-mel features, whose error
grows with sounds that it does not know, 17 k parameters. The sounds are made by rule.

`python -m models.anomaly train` retrains it; needs the extra `[keras]`.
"""

import keras
import numpy as np
from keras import layers

from models import command
from models.wake_sounds import RATE
from seedlite.front_end import log_mel

__all__ = ["build", "calibration", "load", "test_data", "train", "train_data"]

NAME = "anomaly"
SEED = 0
WINDOWS, BANDS, HOP = 4, 40, 512
SAMPLES = (WINDOWS - 1) * HOP + 480
EPOCHS, MINI_BATCH, LEARNING_RATE = 30, 64, 2e-3
MEAN = 24  # octaves, about the middle of the features


def build() -> keras.Model:
    """Returns the untrained network: [n, 160] features in octaves around 0 -> the same."""
    x = source = keras.Input((WINDOWS * BANDS,), name="features")
    for units in (48, 12, 48):
        x = layers.Dense(units, activation="relu")(x)
    x = layers.Dense(WINDOWS * BANDS)(x)
    return keras.Model(source, x, name=NAME)


def sound(rng: np.random.Generator, fault: str | None = None) -> np.ndarray:
    """Returns int16 [SAMPLES] of a motor at any speed and loudness: harmonics of its turns, noise.
    fault: 'bearing' clicks at every turn, 'whine' is a tone that does not belong to it, 'rub' is
    noise that comes and goes with the turns."""
    seconds = np.arange(SAMPLES) / RATE
    turns = rng.uniform(60, 90)
    phase = 2 * np.pi * turns * seconds + rng.uniform(0, 2 * np.pi)
    heard = sum(np.sin(n * phase + n * n) / n for n in (1, 2, 3, 4, 6, 8, 12, 16, 24))
    heard = heard + 0.4 * rng.normal(size=SAMPLES)
    if fault == "bearing":
        clicks = (np.diff(np.floor(phase / np.pi), prepend=0) != 0).astype(float)
        heard = heard + 4 * np.convolve(clicks, np.exp(-np.arange(60) / 12), "same")
    if fault == "whine":
        heard = heard + 0.8 * np.sin(2 * np.pi * rng.uniform(2500, 6500) * seconds)
    if fault == "rub":
        heard = heard + np.maximum(np.sin(phase), 0) * rng.normal(size=SAMPLES)
    return np.rint(heard * 10 ** rng.uniform(2.7, 3.2)).astype(np.int16)


def features(sounds: list[np.ndarray]) -> np.ndarray:
    """Returns float32 [n, 160]."""
    found = [log_mel(each, HOP).astype(np.float32).ravel() / 256 - MEAN for each in sounds]
    return np.stack(found)


def train_data() -> tuple[np.ndarray, np.ndarray]:
    """Returns features of 4,000 sounds without fault, twice: input and what is to come out."""
    rng = np.random.default_rng(SEED)
    x = features([sound(rng) for _ in range(4000)])
    return x, x


def test_data() -> tuple[np.ndarray, np.ndarray]:
    """Returns features of 600 other sounds, and 1 for those with a fault, a half."""
    rng = np.random.default_rng(SEED + 1)
    faults = [None, "bearing", None, "whine", None, "rub"] * 100
    x = features([sound(rng, fault) for fault in faults])
    return x, np.array([fault is not None for fault in faults], np.int64)


def calibration() -> np.ndarray:
    """Returns features of 300 sounds of the training."""
    rng = np.random.default_rng(SEED)
    return features([sound(rng) for _ in range(300)])


def train(model: keras.Model) -> None:
    """Trains the stored model, seconds on one core."""
    data = command.batches(*train_data(), MINI_BATCH, SEED)
    schedule = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, EPOCHS * len(data))
    model.compile(keras.optimizers.Adam(schedule), "mse")
    model.fit(data, epochs=EPOCHS, verbose=2)


def load() -> keras.Model:
    """Returns the trained model."""
    return command.load(NAME)


def error(model: keras.Model, data: tuple[np.ndarray, np.ndarray]) -> float:
    """Returns the mean squared error on the sounds without fault."""
    x, y = data
    good = x[y == 0]
    return float(np.mean((model.predict(good, verbose=0) - good) ** 2))


if __name__ == "__main__":
    command.main(NAME, build, train, test_data, SEED, ("test error", error))
