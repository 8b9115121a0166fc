"""One progress bar for several stages of work."""

from seedlite.allocate.coder import Progress

UNITS = 1000  # per stage


class Stages:
    """Calls `progress` with the units done over all stages."""

    def __init__(self, progress: Progress | None, count: int):
        self._progress, self._count, self._begun = progress, count, 0

    def next(self) -> Progress:
        """Returns the progress callable of the next stage, whose length is free."""
        before = self._begun
        self._begun += 1

        def report(done: int, total: int) -> None:
            if self._progress:
                self._progress(before * UNITS + UNITS * done // total, self._count * UNITS)

        return report
