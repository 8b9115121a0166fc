"""One progress bar for work in several stages."""

from seedlite.allocate.coder import Progress

UNITS = 1000  # of a stage


class Stages:
    """Calls `progress` with the units done in all stages together."""

    def __init__(self, progress: Progress | None, count: int):
        self._progress, self._count, self._begun = progress, count, 0

    def next(self) -> Progress:
        """What the next stage, of whatever length, is to call."""
        before = self._begun
        self._begun += 1

        def report(done: int, total: int) -> None:
            if self._progress:
                self._progress(before * UNITS + UNITS * done // total, self._count * UNITS)

        return report
