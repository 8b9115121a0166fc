"""Mean and standard deviation of a few measurements."""

import statistics
from collections.abc import Sequence


def mean(values: Sequence[float]) -> float:
    return statistics.fmean(values)


def standard_deviation(values: Sequence[float]) -> float | None:
    """Returns the sample standard deviation; None of a single value."""
    return statistics.stdev(values) if len(values) > 1 else None
