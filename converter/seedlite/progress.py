"""Reports the progress of long operations."""

from typing import Protocol

LOADING_TENSORFLOW = "loading TensorFlow"
CHOOSING = "choosing the layers' forms"
UNITS = 1000  # per stage


class Progress(Protocol):
    """A callable that an operation calls with the work done, all work (0: unknown), and a note on
    its state."""

    def __call__(self, done: int, total: int, state: str = "", /) -> None: ...


def announce(progress: Progress | None, state: str) -> None:
    """Reports a state of unknown length."""
    if progress:
        progress(0, 0, state)


class StagedProgress:
    """Calls `progress` with the units done over all stages."""

    def __init__(self, progress: Progress | None, count: int):
        self._progress, self._count, self._begun = progress, count, 0

    def next(self, stage: str = "") -> Progress:
        """Returns the progress callable of the next stage, whose length is free. `stage` says what
        it is, where it does not say so itself."""
        before = self._begun
        self._begun += 1

        def report(done: int, total: int, state: str = "") -> None:
            if self._progress:
                note = [state or stage] if state or stage else []
                within = UNITS * done // total if total else 0
                self._progress(before * UNITS + within, self._count * UNITS, *note)

        return report


class PartsProgress:
    """Counts parts of equal weight; called after each of `total`."""

    def __init__(self, progress: Progress | None, total: int):
        self._progress, self._total, self._done = progress, total, 0

    def __call__(self) -> None:
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)
