"""Training data: mini-batches, in the same order for the same seed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from seedlite.data import Training, check_labels, check_samples
from seedlite.errors import BadInputError, UsageError

HELD_OUT_SHARE = 10  # one sample of so many is held out to choose the best state
MOST_HELD_OUT = 2000
SOME_EPOCHS = 1 << 20  # epoch numbers beyond those of training

Batch = tuple[np.ndarray, np.ndarray | None]  # x float32 [n, ...], y int64 [n]


@dataclass(frozen=True)
class LabelledSamples:
    """x: float32 [n, ...input shape]; y: int64 [n], or None without labels."""

    x: np.ndarray
    y: np.ndarray | None

    def __len__(self) -> int:
        return len(self.x)

    def at(self, indices: np.ndarray) -> "LabelledSamples":
        return LabelledSamples(self.x[indices], None if self.y is None else self.y[indices])


class ArrayData:
    """Samples in memory, shuffled for every epoch."""

    def __init__(
        self, samples: LabelledSamples, held_out: LabelledSamples | None, mini_batch: int, seed: int
    ):
        if held_out is None:
            order = np.random.default_rng(seed).permutation(len(samples))
            count = min(MOST_HELD_OUT, max(1, len(samples) // HELD_OUT_SHARE))
            held_out, samples = samples.at(order[:count]), samples.at(order[count:])
        self.held_out = held_out
        self._trained, self._seed = samples, seed
        self._size = min(mini_batch, len(samples))
        self.steps_per_epoch = len(samples) // self._size

    def epoch(self, number: int) -> Iterator[Batch]:
        order = np.random.default_rng((self._seed, number)).permutation(len(self._trained))
        for at in range(0, self.steps_per_epoch * self._size, self._size):
            part = self._trained.at(order[at : at + self._size])
            yield part.x, part.y


class DatasetData:
    """A tf.data.Dataset of mini-batches of x, or of (x, y). Without samples to hold out, the first
    mini-batches are held out. If the dataset shuffles differently in every epoch, some of them are
    trained with."""

    def __init__(self, dataset: Any, held_out: LabelledSamples | None, check: Callable[..., Batch]):
        count = int(dataset.cardinality())
        if count < 0:
            raise UsageError(
                "the training dataset is endless or of unknown length; use take(N) or "
                "apply(tf.data.experimental.assert_cardinality(N))"
            )
        if count < 2:
            raise BadInputError("the training dataset has one mini-batch at most; batch it smaller")
        self._check = check
        skipped = 0 if held_out else max(1, count // HELD_OUT_SHARE)
        self._trained = dataset.skip(skipped)
        self.steps_per_epoch = count - skipped
        self.held_out = held_out or _joined(self._batches(dataset.take(skipped)))

    def epoch(self, number: int) -> Iterator[Batch]:
        return self._batches(self._trained)

    def _batches(self, dataset: Any) -> Iterator[Batch]:
        for batch in dataset.as_numpy_iterator():
            x, y = batch if isinstance(batch, tuple) else (batch, None)
            yield self._check(x, y, "the training dataset")


TrainingData = ArrayData | DatasetData


def training_data(
    training: Training, input_shape: tuple[int, ...], classes: int, seed: int
) -> TrainingData:
    """Checks and wraps the samples to train with.

    classes: number of classes of the model's output; below 2 if it is no vector.
    Raises BadInputError, UsageError.
    """

    def check(x: np.ndarray, y: np.ndarray | None, place: str) -> Batch:
        samples = check_samples(x, input_shape, place)
        if y is None:
            return samples, None
        if classes < 2:
            raise UsageError(f"{place}: y is given, but the model's output is no vector of classes")
        return samples, check_labels(y, len(samples), classes, place)

    held_out = None
    if training.held_out is not None:
        x, y = training.held_out
        held_out = LabelledSamples(*check(x, y, "held-out data"))
    if training.is_dataset:
        return DatasetData(training.data, held_out, check)
    x, y = check(training.data[0], training.data[1], "training data")
    if len(x) < max(2, classes):
        raise BadInputError(
            f"training data: {len(x)} samples for {classes} classes; give some hundreds of each"
        )
    return ArrayData(LabelledSamples(x, y), held_out, training.mini_batch, seed)


def _joined(batches: Iterator[Batch]) -> LabelledSamples:
    x, y = zip(*batches, strict=True)
    labels = None if y[0] is None else np.concatenate(y)[:MOST_HELD_OUT]
    return LabelledSamples(np.concatenate(x)[:MOST_HELD_OUT], labels)


def some(data: TrainingData, count: int, number: int) -> np.ndarray:
    """Returns inputs of up to `count` training samples, different for another `number`: float32."""
    parts, found = [], 0
    for x, _ in data.epoch(SOME_EPOCHS + number):
        parts.append(x)
        found += len(x)
        if found >= count:
            break
    return np.concatenate(parts)[:count]
