"""Settings, data and report of a training. Needs no TensorFlow."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.data.datasets import is_dataset
from seedlite.data.labelled import LabelledData
from seedlite.errors import UsageError
from seedlite.reports import Report

MINI_BATCH = 32


@dataclass(frozen=True)
class Training:
    """Settings and data of a centralization-aware training.

    data: (x, y), arrays [n, ...input shape] in the float model's units and class indices [n], or
        (x, None) to imitate only the original's outputs; a mapping or a file of these; or a finite
        tf.data.Dataset of mini-batches of x or of (x, y).
    held_out: like data, but no dataset: samples that are not trained with and select the best
        state; None for a tenth of the data.
    epochs: None for about 8,000 steps.
    mini_batch: samples of arrays per step.
    checkpoint: a file for the state, written after every epoch and, with `resume`, read at the
        start; the caller deletes it.
    prune: the share, 0 to below 1, of groups of four weights that become zero in large layers
        (search/pruning.py); the runtime skips them.
    place: names the data in messages.

    After construction `data`, unless a dataset, and `held_out` are pairs of arrays. Raises
    UsageError, BadInputError.
    """

    data: Any
    held_out: Any = None
    epochs: int | None = None
    mini_batch: int = MINI_BATCH
    checkpoint: Path | None = None
    resume: bool = False
    prune: float = 0.0
    place: str = "`train`"

    def __post_init__(self) -> None:
        if not 0 <= self.prune < 1:
            raise UsageError(
                f"`prune` {self.prune:g}: give the share of weights to make zero, from 0 to below 1"
            )
        if not self.is_dataset:
            found = LabelledData.of(self.data, self.place)
            object.__setattr__(self, "data", (found.x, found.y))
            object.__setattr__(self, "place", found.place)
        if self.held_out is not None:
            found = LabelledData.of(self.held_out, "held-out data")
            object.__setattr__(self, "held_out", (found.x, found.y))

    def samples(self, most: int) -> np.ndarray:
        """Returns evenly spaced inputs for calibration, unchecked: [up to `most`, ...]."""
        if not self.is_dataset:
            x = np.asarray(self.data[0])
            return x[np.arange(min(most, len(x))) * len(x) // max(1, min(most, len(x)))]
        parts: list[np.ndarray] = []
        for batch in self.data.as_numpy_iterator():
            parts.append(batch[0] if isinstance(batch, tuple) else batch)
            if sum(len(part) for part in parts) >= most:
                break
        return np.concatenate(parts)[:most] if parts else np.zeros(0)

    @property
    def is_dataset(self) -> bool:
        return is_dataset(self.data)


@dataclass(frozen=True, kw_only=True, eq=False)
class HeldOutAccuracy(Report):
    """Accuracies of the int8 files before and after, 0 ... 1, on the held-out samples."""

    original: float
    centralized: float


@dataclass(frozen=True, kw_only=True, eq=False)
class RefinementReport(Report):
    """What a short training on calibration samples did.

    augment: the changes of its samples, by name.
    samples, copies: calibration samples trained with, and how often each occurs, changed or not.
    steps: of the training.
    seconds: that it took.
    held_out_samples: calibration samples that neither the search nor the training saw.
    searched, trained: before and after the training, the error's energy on them as a share of the
        original's: of a classifier's probabilities, or of other outputs.
    kept: whether the trained file is the result; else the search's.
    """

    augment: list[str]
    samples: int
    copies: int
    steps: int
    seconds: float
    held_out_samples: int
    searched: float
    trained: float
    kept: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class TrainingReport(Report):
    """epochs, steps: of the training.
    held_out_samples: number of samples that the rest is measured on, with the host runtime.
    pruned: the share of groups of weights that became zero, 0 to below 1.
    accuracy: if they have labels; else
    signal_to_noise_db: of the outputs against the original's."""

    epochs: int
    steps: int
    held_out_samples: int
    pruned: float
    signal_to_noise_db: float | None = None
    accuracy: HeldOutAccuracy | None = None
