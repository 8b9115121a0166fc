"""A short training on calibration samples after the search, without labels."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from seedlite.allocate import Allocation
from seedlite.codec import CodedModel
from seedlite.data import (
    RefinementReport,
    Training,
    augmented_copies,
    check_augmentation,
    quantize_inputs,
)
from seedlite.errors import BadInputError
from seedlite.execution import Reference
from seedlite.model import Layer, Model, borders_of
from seedlite.prepare import Deployable, deploy
from seedlite.progress import Progress
from seedlite.search import CentralizedPlan

if TYPE_CHECKING:
    from seedlite.training import TrainingSession

EPOCHS = 8
HELD_OUT_SHARE = 8  # one sample of so many is neither searched nor trained with
LEAST_SAMPLES = 32


@dataclass
class Refining:
    """The training of a model's layers on `samples`, and what it took. `held_out`: samples that it
    does not see; both real, float32 [n, ...input shape]."""

    model: Model
    session: TrainingSession
    augment: Sequence[str]
    samples: np.ndarray
    held_out: np.ndarray
    copies: int
    budget: int | None
    seconds: float = field(default=0.0, init=False)

    @classmethod
    def of(
        cls,
        model: Model,
        samples: np.ndarray,
        augment: Sequence[str],
        seed: int,
        budget: int | None,
        place: str,
    ) -> Refining:
        """samples: real, [n, ...input shape]. budget: bytes of the file, if limited. place: names
        the model in messages. Raises UsageError, BadInputError, UnsupportedError,
        ToolMissingError."""
        from seedlite.keras import import_keras

        check_augmentation(augment, borders_of(model).inputs[0].shape[1:], "`calibration` samples")
        if len(samples) < LEAST_SAMPLES:
            raise BadInputError(
                f"`calibration`: {len(samples)} samples are too few for a short training (`effort` "
                f"best, `augment`); give {LEAST_SAMPLES} or more"
            )
        import_keras()
        from seedlite.training import TrainingSession

        apart = held_out(len(samples))
        kept, checked = samples[~apart], samples[apart]
        copies = augmented_copies(kept, augment, seed)
        training = Training((copies, None), (checked, None), EPOCHS, place="`calibration`")
        session = TrainingSession(training, model, seed, place)
        return cls(model, session, augment, kept, checked, len(copies) // len(kept), budget)

    def train(
        self,
        chosen: list[Layer],
        plans: Sequence[CentralizedPlan],
        progress: Progress | None = None,
    ) -> CodedModel:
        """Trains the layers, as a LayerTrainer."""
        start = time.perf_counter()
        coded = self.session.train(chosen, plans, progress)
        self.seconds = time.perf_counter() - start
        return coded

    def better(
        self, allocation: Allocation, original: Deployable
    ) -> tuple[Allocation, RefinementReport | None]:
        """Returns the allocation with the trained file in place of the search's, if that is closer
        to the original's outputs on the samples held out, and keeps the budget."""
        refined = allocation.refined
        if refined is None:
            return allocation, None
        reference = Reference(original, quantize_inputs(self.model, self.held_out))
        searched, trained = (
            reference.distance_of(deploy(encoded.file)) for encoded in (allocation.encoded, refined)
        )
        fits = self.budget is None or len(refined.file) <= self.budget
        kept = fits and trained.value < searched.value
        report = RefinementReport(
            augment=list(self.augment),
            samples=len(self.samples),
            copies=self.copies,
            epochs=self.session.epochs,
            steps=self.session.steps,
            seconds=round(self.seconds, 1),
            held_out_samples=len(self.held_out),
            distance=searched.of,
            searched=searched.value,
            trained=trained.value,
            kept=kept,
        )
        return replace(allocation, encoded=refined) if kept else allocation, report


def held_out(samples: int) -> np.ndarray:
    """Returns which of so many samples are held out, evenly spaced: bool [samples]."""
    return np.arange(samples) % HELD_OUT_SHARE == HELD_OUT_SHARE - 1
