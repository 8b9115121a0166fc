"""What is to be trained, and with what. Needs no TensorFlow."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.errors import UsageError

MINI_BATCH = 128


@dataclass(frozen=True)
class Training:
    """data: (x, y), arrays [n, ...input shape] in the float model's units and class indices [n], or
    (x, None), with which only the original's outputs are imitated; or a tf.data.Dataset of
    mini-batches, finite, of x or of (x, y).
    held_out: likewise, of samples that are not trained with and that the best state is chosen by;
        None for a tenth of the data.
    epochs: None for as many as give about 4,000 steps.
    prune: the share, 0 to below 1, of groups of four weights that become zero in large layers
        (encoder/pruning.py): skipped by the runtime.
    mini_batch: samples of arrays that a step is made with.
    checkpoint: a file that the state is written to after every epoch and, with `resume`, read from
    at first; the caller's to delete.
    """

    data: Any
    held_out: tuple[np.ndarray, np.ndarray | None] | None = None
    epochs: int | None = None
    mini_batch: int = MINI_BATCH
    checkpoint: Path | None = None
    resume: bool = False
    prune: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.prune < 1:
            raise UsageError(
                f"--prune {self.prune:g}: give the share of weights to make zero, from 0 to below 1"
            )

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
