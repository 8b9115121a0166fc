"""Finds the smallest file that keeps the accuracy, by measuring."""

from dataclasses import dataclass

import numpy as np

from seedlite.allocate.budget import encode_within_budget
from seedlite.allocate.encode import EncodedFile, FileEncoder
from seedlite.allocate.selection import choose, choose_by_trial
from seedlite.errors import AccuracyError, DoesNotFitError
from seedlite.execution import Comparison, EvaluationData
from seedlite.prepare import Deployable, deploy
from seedlite.progress import Progress, StagedProgress
from seedlite.reports import Report

TRIES = 6  # measurements of a bisection over 2^TRIES - 1 sizes


@dataclass(frozen=True)
class MeasuredFile:
    """A measured file, its `value` and its `drop` in the metric."""

    encoded: EncodedFile
    value: float
    drop: float


@dataclass(frozen=True, kw_only=True, eq=False)
class TrialReport(Report):
    """A measured file; see Comparison."""

    file_bytes: int
    value: float
    accuracy: float | None = None
    drop: float


class DropSearch:
    """Searches files that lose at most `limit`, in the metric's `loss_unit`, against `original`, an
    int8 model. `trials` are all measured files in order."""

    def __init__(
        self, encoder: FileEncoder, original: Deployable, data: EvaluationData, limit: float
    ):
        self.trials: list[MeasuredFile] = []
        self._encoder, self._original, self._data = encoder, original, data
        self._limit = limit
        self._original_value = 0.0

    def run(self, budget: int | None = None, progress: Progress | None = None) -> MeasuredFile:
        """Returns the smallest file found within the limit, and within `budget` bytes if given.
        Raises AccuracyError, DoesNotFitError."""
        coder = self._encoder.coder
        stages = StagedProgress(progress, 1 + 2 * (TRIES + (budget is not None)))
        self._original_value = self._data.measure_original(
            self._original, stages.next("measuring the original")
        )
        highest, best = coder.highest, None
        if budget is not None:
            encoded = encode_within_budget(self._encoder, budget, stages.next("within the budget"))
            best = self._measure(encoded, stages.next("measuring it"))
            if best.drop > self._limit:
                raise self._missed()
            highest = encoded.choice.bits
        best = self._smallest(np.geomspace(coder.lowest, highest, (1 << TRIES) - 1), stages) or best
        if best is None:
            raise self._missed()
        return best

    def _smallest(self, grid: np.ndarray, stages: StagedProgress) -> MeasuredFile | None:
        """Bisects over `grid`, ascending bits per weight."""
        best = None
        low, high = 0, len(grid)
        while low < high:
            middle = (low + high) // 2
            trial = self._attempt(float(grid[middle]), stages, needed=middle == len(grid) - 1)
            if trial is not None and trial.drop <= self._limit:
                best, high = trial, middle
            else:
                low = middle + 1
        return best

    def _attempt(self, bits: float, stages: StagedProgress, needed: bool) -> MeasuredFile | None:
        """Returns None if the weights take more than `bits`; raises if that size is `needed`."""
        try:
            choice = choose_by_trial(self._encoder.coder, lambda coder: choose(coder, bits))
        except DoesNotFitError:
            if needed:
                raise
            return None
        for trial in self.trials:
            if trial.encoded.choice.records == choice.records:
                return trial
        encoded = self._encoder.encode(choice, stages.next(self._title(choice.bits)))
        return self._measure(encoded, stages.next(f"measuring {len(encoded.file):,} bytes"))

    def _title(self, bits: float) -> str:
        """Names the file that comes next, and says what the one before it loses."""
        title = f"file {len(self.trials) + 1}, {bits:.2f} bits a weight"
        if not self.trials:
            return title
        last = self.trials[-1]
        text = self._data.metric.loss_text(last.drop)
        return f"{title}; the one before, of {len(last.encoded.file):,} bytes: {text}"

    def _measure(self, encoded: EncodedFile, progress: Progress) -> MeasuredFile:
        value = self._data.measure(deploy(encoded.file), progress=progress)
        trial = MeasuredFile(encoded, value, self._data.lost(self._original_value, value))
        self.trials.append(trial)
        return trial

    def compared(self, found: MeasuredFile) -> Comparison:
        return self._data.compared(self._original_value, found.value)

    def reports(self) -> list[TrialReport]:
        name = self._data.metric.fields
        return [
            TrialReport(file_bytes=len(t.encoded.file), **name(t.value), drop=t.drop)
            for t in self.trials
        ]

    def _missed(self) -> AccuracyError:
        best, metric = min(self.trials, key=lambda trial: trial.drop), self._data.metric
        return AccuracyError(
            f"`max_drop` {self._limit:g}: of {len(self.trials)} choices measured none loses so "
            f"little; the best, of {len(best.encoded.file)} bytes, has {metric.text(best.value)}, "
            f"the original {metric.text(self._original_value)}: {metric.loss_text(best.drop)}. "
            f"{self._encoder.coder.remedy}, or allow a larger drop or budget"
        )
