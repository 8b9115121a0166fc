"""Which of a sweep's ways of storing are worth taking."""

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]


def pareto_front(rows: Sequence[Row]) -> list[Row]:
    """Rows than which none is both smaller and at least as accurate; bytes and accuracy rising."""
    front: list[Row] = []
    for row in sorted(rows, key=lambda row: (row["file_bytes"], -row["accuracy"])):
        if not front or row["accuracy"] > front[-1]["accuracy"]:
            front.append(row)
    return front


def smallest_within(rows: Sequence[Row], max_drop: float) -> Row | None:
    """The smallest file that loses at most `max_drop` points."""
    kept = [row for row in rows if row["drop"] <= max_drop]
    return min(kept, key=lambda row: (row["file_bytes"], row["drop"]), default=None)
