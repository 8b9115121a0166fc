"""A short training on calibration samples after the search, without labels."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from seedlite.allocate import Allocation, Network
from seedlite.data import (
    RefinementReport,
    augmented_copies,
    check_augmentation,
    quantize_inputs,
)
from seedlite.errors import BadInputError
from seedlite.execution import Reference
from seedlite.model import Model, borders_of
from seedlite.prepare import deploy
from seedlite.progress import Progress

if TYPE_CHECKING:
    from seedlite.training import Tuning

HELD_OUT_SHARE = 8  # one sample of so many is neither searched nor trained with
LEAST_SAMPLES = 32


@dataclass(frozen=True)
class Refining:
    """A training on `samples` of what the search found. `held_out`: samples that neither sees; both
    real, float32 [n, ...input shape]. budget: bytes of the file, if limited."""

    model: Model
    tuning: Tuning
    augment: Sequence[str]
    samples: np.ndarray
    held_out: np.ndarray
    budget: int | None

    @classmethod
    def of(
        cls,
        model: Model,
        samples: np.ndarray,
        augment: Sequence[str],
        budget: int | None,
        place: str,
    ) -> Refining:
        """samples: real, [n, ...input shape]. place: names the model in messages. Raises
        UsageError, BadInputError, UnsupportedError, ToolMissingError."""
        from seedlite.keras import import_keras

        check_augmentation(augment, borders_of(model).inputs[0].shape[1:], "`calibration` samples")
        if len(samples) < LEAST_SAMPLES:
            raise BadInputError(
                f"`calibration`: {len(samples)} samples are too few for a short training (`effort` "
                f"best, `augment`); give {LEAST_SAMPLES} or more"
            )
        import_keras()
        from seedlite.training import Tuning

        apart = held_out(len(samples))
        tuning = Tuning(model, place)
        return cls(model, tuning, augment, samples[~apart], samples[apart], budget)

    def better(
        self, allocation: Allocation, network: Network, progress: Progress | None
    ) -> tuple[Allocation, RefinementReport | None]:
        """Returns the allocation with a tuned file in place of the search's, if that is closer to
        the original's outputs on the samples held out, and keeps the budget."""
        found = allocation.encoded
        if not found.coded.parts:
            return allocation, None
        start = time.perf_counter()
        copies = augmented_copies(self.samples, self.augment, network.seed)
        coded, steps = self.tuning.tune(found.coded, copies, network.seed, progress)
        seconds = time.perf_counter() - start
        tuned = replace(found, coded=coded, file=network.form.pack(coded))
        reference = Reference(network.original, quantize_inputs(self.model, self.held_out))
        # of few samples the divergence is too uncertain: the largest ones decide it
        searched, trained = (
            reference.result_error(deploy(encoded.file)) for encoded in (found, tuned)
        )
        fits = self.budget is None or len(tuned.file) <= self.budget
        kept = fits and trained < searched
        report = RefinementReport(
            augment=list(self.augment),
            samples=len(self.samples),
            copies=len(copies) // len(self.samples),
            steps=steps,
            seconds=round(seconds, 1),
            held_out_samples=len(self.held_out),
            searched=searched,
            trained=trained,
            kept=kept,
        )
        return replace(allocation, encoded=tuned) if kept else allocation, report


def held_out(samples: int) -> np.ndarray:
    """Returns which of so many samples are held out, evenly spaced: bool [samples]."""
    return np.arange(samples) % HELD_OUT_SHARE == HELD_OUT_SHARE - 1
