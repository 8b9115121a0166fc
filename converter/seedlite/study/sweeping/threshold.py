"""Finds the largest batch size with an acceptable loss."""

from collections import defaultdict
from collections.abc import Iterable

from seedlite.study.mean_and_deviation import mean
from seedlite.study.sweeping.jobs import ResultRow


def threshold_batch_size(rows: Iterable[ResultRow], max_drop: float, trained: bool) -> int | None:
    """Returns the largest batch size of the batch method's rows, trained or not, whose mean drop
    over seeds is at most `max_drop`; None without any."""
    drops: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if row["method"] == "batch" and row["trained"] == trained and "error" not in row:
            drops[row["batch_size"]].append(row["drop"])
    return max((size for size, each in drops.items() if mean(each) <= max_drop), default=None)
