"""The smallest file that keeps the accuracy, found by measuring."""

from dataclasses import dataclass

import numpy as np

from seedlite.choosing.budget import make_within_budget
from seedlite.choosing.choice import Choice, choose
from seedlite.choosing.coder import Progress
from seedlite.choosing.making import Made, Maker
from seedlite.choosing.stages import Stages
from seedlite.errors import AccuracyError, DoesNotFitError
from seedlite.evaluation import Labelled

TRIES = 6  # measurements of a search; they tell 2^TRIES - 1 sizes apart


@dataclass(frozen=True)
class Trial:
    """A file measured; `accuracy` 0 ... 1, `drop` in points."""

    made: Made
    accuracy: float
    drop: float


class DropSearch:
    """Looks for files that lose at most `points` of accuracy against `original`, an int8
    `.tflite`. `trials`: all that were measured, in their order."""

    def __init__(self, maker: Maker, original: bytes, data: Labelled, points: float):
        self.trials: list[Trial] = []
        self._maker, self._original, self._data = maker, original, data
        self._points = points
        self._original_right = 0

    @property
    def original_accuracy(self) -> float:
        return self._original_right / self._data.samples

    def run(self, budget: int | None = None, progress: Progress | None = None) -> Trial:
        """The smallest file found that keeps the limit, and `budget` bytes if given. Raises
        AccuracyError, DoesNotFitError."""
        coder = self._maker.coder
        stages = Stages(progress, 1 + 2 * (TRIES + (budget is not None)))
        self._original_right = self._data.count_right(self._original, progress=stages.next())
        highest, best = coder.highest, None
        if budget is not None:
            made = make_within_budget(self._maker, budget, stages.next())
            best = self._measure(made, stages.next())
            if best.drop > self._points:
                raise self._missed()
            highest = made.choice.bits
        best = self._smallest(np.geomspace(coder.lowest, highest, (1 << TRIES) - 1), stages) or best
        if best is None:
            raise self._missed()
        return best

    def _smallest(self, grid: np.ndarray, stages: Stages) -> Trial | None:
        """Of choices with rising bits per weight, by bisection."""
        best = None
        low, high = 0, len(grid)
        while low < high:
            middle = (low + high) // 2
            trial = self._attempt(float(grid[middle]), stages, needed=middle == len(grid) - 1)
            if trial is not None and trial.drop <= self._points:
                best, high = trial, middle
            else:
                low = middle + 1
        return best

    def _attempt(self, bits: float, stages: Stages, needed: bool) -> Trial | None:
        """None where the weights take more than `bits`, an error if that is `needed`."""
        try:
            choice = choose(self._maker.coder, bits)
        except DoesNotFitError:
            if needed:
                raise
            return None
        for trial in self.trials:
            if _records(trial.made.choice) == _records(choice):
                return trial
        return self._measure(self._maker.make(choice, stages.next()), stages.next())

    def _measure(self, made: Made, progress: Progress) -> Trial:
        right = self._data.count_right(made.file, progress=progress)
        samples = self._data.samples
        trial = Trial(made, right / samples, 100 * (self._original_right - right) / samples)
        self.trials.append(trial)
        return trial

    def _missed(self) -> AccuracyError:
        best = min(self.trials, key=lambda trial: trial.drop)
        return AccuracyError(
            f"--max-drop {self._points:g}: of {len(self.trials)} choices measured none loses so "
            f"little; the best, of {len(best.made.file)} bytes, loses {best.drop:.2f} points of "
            f"{100 * self.original_accuracy:.2f} %. {self._maker.coder.remedy}, or allow a larger "
            "drop or budget"
        )


def _records(choice: Choice) -> list[object]:
    return [plan.record for plan in choice.plans]
