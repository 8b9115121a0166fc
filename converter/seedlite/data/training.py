"""What is to be trained, and with what; what came of it. Needs no TensorFlow."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.data.labelled import LabelledData
from seedlite.errors import UsageError
from seedlite.reports import Report

MINI_BATCH = 128


@dataclass(frozen=True)
class Training:
    """data: (x, y), arrays [n, ...input shape] in the float model's units and class indices [n], or
    (x, None), with which only the original's outputs are imitated; a mapping or a file of these;
    or a tf.data.Dataset of mini-batches, finite, of x or of (x, y).
    held_out: likewise, but no dataset, of samples that are not trained with and that the best state
    is chosen by; None for a tenth of the data.
    epochs: None for as many as give about 4,000 steps.
    mini_batch: samples of arrays that a step is made with.
    checkpoint: a file that the state is written to after every epoch and, with `resume`, read from
    at first; the caller's to delete.
    prune: the share, 0 to below 1, of groups of four weights that become zero in large layers
    (search/pruning.py): skipped by the runtime.
    place: names the data in messages.

    Once made, `data`, if no dataset, and `held_out` are pairs of arrays. Raises UsageError,
    BadInputError.
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
        """Inputs for calibration, unchecked: [up to `most`, ...], at equal distances."""
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
        return hasattr(self.data, "as_numpy_iterator")


@dataclass(frozen=True, kw_only=True, eq=False)
class HeldOutAccuracy(Report):
    """Of the int8 files before and after, 0 ... 1, on the samples held out."""

    original: float
    centralized: float


@dataclass(frozen=True, kw_only=True, eq=False)
class TrainingReport(Report):
    """epochs, steps: that were trained.
    held_out_samples: how many the rest is measured on, with the host runtime.
    pruned: the share of groups of weights that became zero, 0 to below 1.
    accuracy: where they have labels; else
    signal_to_noise_db: of the outputs against the original's.
    """

    epochs: int
    steps: int
    held_out_samples: int
    pruned: float
    signal_to_noise_db: float | None = None
    accuracy: HeldOutAccuracy | None = None
