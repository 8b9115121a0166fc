"""Counts the parts of a long job for its progress bar."""

from seedlite.execution import Progress


class Steps:
    """Called after each of `total` parts."""

    def __init__(self, progress: Progress | None, total: int):
        self._progress, self._total, self._done = progress, total, 0

    def __call__(self) -> None:
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)
