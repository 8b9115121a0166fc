"""Progress of a job with parts of equal weight."""

from seedlite.execution import Progress


class Steps:
    """Counts parts; called after each of `total`."""

    def __init__(self, progress: Progress | None, total: int):
        self._progress, self._total, self._done = progress, total, 0

    def __call__(self) -> None:
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)
