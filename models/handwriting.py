"""scikit-learn's handwritten digits, as `seedlite sample digits` brings them."""

import numpy as np

from seedlite.samples.digits import CALIBRATION_SAMPLES, split

CLASSES = 10
INPUT_SHAPE = (8, 8, 1)


def train_data() -> tuple[np.ndarray, np.ndarray]:
    """x: float32 [797, 8, 8, 1] in 0 ... 1; y: int64 [797]. Stratified by class."""
    return split()[:2]


def test_data() -> tuple[np.ndarray, np.ndarray]:
    """x: float32 [1000, 8, 8, 1] in 0 ... 1; y: int64 [1000]. Disjoint from the training data."""
    return split()[2:]


def calibration() -> np.ndarray:
    """Returns the first training samples: float32 [200, 8, 8, 1]."""
    return train_data()[0][:CALIBRATION_SAMPLES]


def shifted(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Shifts every image of `x`, [n, 8, 8, 1], by -1, 0 or 1 pixel along both axes."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    rows = rng.integers(0, 3, (len(x), 1)) + np.arange(8)  # [n, 8]
    columns = rng.integers(0, 3, (len(x), 1)) + np.arange(8)
    sample = np.arange(len(x))[:, np.newaxis, np.newaxis]
    return padded[sample, rows[:, :, np.newaxis], columns[:, np.newaxis, :]]


def fit(model, epochs: int, learning_rate: float, mini_batch: int, seed: int) -> None:
    """Trains `model`, a keras.Model with softmax output, on images shifted anew in each epoch: Adam
    with a cosine schedule."""
    import keras

    x, y = train_data()
    rng = np.random.default_rng(seed)
    x = np.concatenate([shifted(x, rng) for _ in range(epochs)])
    y = np.tile(y, epochs)
    steps = -(-len(x) // mini_batch)
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    model.compile(
        keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    model.fit(x, y, batch_size=mini_batch, epochs=1)
