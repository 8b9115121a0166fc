"""Mean and standard deviation of a few measurements."""

import statistics
from collections.abc import Sequence


def mean(values: Sequence[float]) -> float:
    return statistics.fmean(values)


def deviation(values: Sequence[float]) -> float | None:
    """The standard deviation of what the values are a sample of; None of a single one."""
    return statistics.stdev(values) if len(values) > 1 else None
