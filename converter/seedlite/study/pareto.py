"""Selects the rows of a sweep that are worth taking."""

from collections.abc import Sequence

from seedlite.execution import DEFAULT, METRICS, Metric, value_of
from seedlite.study.sweeping.jobs import ResultRow


def pareto_front(rows: Sequence[ResultRow], metric: Metric = METRICS[DEFAULT]) -> list[ResultRow]:
    """Returns the Pareto-optimal rows by file size and metric, bytes ascending."""
    sign = 1 if metric.higher_is_better else -1
    front: list[ResultRow] = []
    for row in sorted(rows, key=lambda row: (row["file_bytes"], -sign * value_of(row))):
        if not front or sign * value_of(row) > sign * value_of(front[-1]):
            front.append(row)
    return front


def smallest_within(rows: Sequence[ResultRow], max_drop: float) -> ResultRow | None:
    """Returns the smallest file that loses at most `max_drop`, or None."""
    kept = [row for row in rows if row["drop"] <= max_drop]
    return min(kept, key=lambda row: (row["file_bytes"], row["drop"]), default=None)
