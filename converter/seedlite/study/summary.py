"""Summarizes the rows of a sweep: means over seeds."""

from collections.abc import Sequence
from typing import Any

from seedlite.study.mean_and_deviation import mean, standard_deviation

FORM = ("method", "batch_size", "bits", "trained", "epochs")
MEANS = ("value", "accuracy", "drop", "file_bytes", "central_weights", "bits_per_weight", "seconds")
WHOLE = ("file_bytes", "central_weights")  # counts


def summarise(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns rows without error, averaged over seeds, in the order of METHODS, post-training
    before trained, batch sizes and bits ascending; with `drop_deviation` (points) and the number of
    `seeds`."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        if "error" not in row:
            groups.setdefault(tuple(row[key] for key in FORM), []).append(row)
    return sorted((_mean_row(group) for group in groups.values()), key=_place)


def _mean_row(group: list[dict[str, Any]]) -> dict[str, Any]:
    drops = [row["drop"] for row in group]
    means = {key: mean([row[key] for row in group]) for key in MEANS if key in group[0]}
    saved = {
        key: round(mean([row["memory_saved_bytes"][key] for row in group]))
        for key in ("int8", "float32")
    }
    return (
        {key: group[0][key] for key in FORM}
        | means
        | {key: round(means[key]) for key in WHOLE}
        | {
            "memory_saved_bytes": saved,
            "drop_deviation": standard_deviation(drops),
            "seeds": len(group),
        }
    )


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    order = ("unitary", "layer", "batch", "seeded")
    return (row["trained"], order.index(row["method"]), row["batch_size"] or 0, row["bits"] or 0)


def name_of(row: dict[str, Any]) -> str:
    """Returns 'batch, B = 50', 'seeded, 2 bits', 'layer'."""
    if row["method"] == "batch":
        return f"batch, B = {row['batch_size']:,}"
    if row["method"] == "seeded":
        return f"seeded, {row['bits']:g} bits"
    return str(row["method"])
