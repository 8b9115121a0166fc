"""The page's tables, as rows of text and as CSV."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from seedlite.execution import metric_of, value_of
from seedlite.study.numbers import capitalized, percent, points
from seedlite.study.pareto import smallest_within
from seedlite.study.report.original import ReportedResult
from seedlite.study.report.results import NetworkResults, Sweep
from seedlite.study.summary import name_of
from seedlite.study.sweeping.threshold import threshold_batch_size

NONE = "–"


@dataclass(frozen=True)
class Table:
    """A table of text. The first `texts` columns are text, the others numbers; `name` is used in
    file names."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1
    note: str = ""
    plain: Sequence[dict[str, Any]] = field(default_factory=list)

    def csv(self) -> bytes:
        """Returns the measured numbers as CSV, or the texts if there are none."""
        buffer = io.StringIO()
        rows = self.plain or [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        writer = csv.DictWriter(buffer, list(dict.fromkeys(k for row in rows for k in row)))
        writer.writeheader()
        writer.writerows(rows)
        return buffer.getvalue().encode()


def overview(sweeps: Sequence[Sweep], max_drop: float) -> Table:
    """Returns a table with the result of each sweep."""
    numbers: list[dict[str, Any]] = []
    rows, limits = [], dict.fromkeys(metric_of(s.head).limit(max_drop) for s in sweeps)
    for sweep in sweeps:
        metric = metric_of(sweep.head)
        best = smallest_within(sweep.summary, max_drop)
        thresholds = [threshold_batch_size(sweep.rows, max_drop, t) for t in (False, True)]
        chosen = [NONE] * 4
        if best is not None:
            chosen = [
                name_of(best) + (", trained" if best["trained"] else ""),
                metric.text(value_of(best)),
                f"{best['file_bytes']:,}",
                f"{1 - best['file_bytes'] / sweep.head['file_bytes']:.0%}",
            ]
        head = [metric.text(value_of(sweep.head)), f"{sweep.head['file_bytes']:,}"]
        rows.append([sweep.title, chosen[0], *head, *chosen[1:], *map(_size, thresholds)])
        numbers.append(_overview_numbers(sweep, max_drop, best, thresholds))
    columns = ["model", f"smallest within {', '.join(limits)}", "int8", "bytes"]
    columns += [_heading(sweeps)]
    columns += ["bytes now", "saved", "threshold B", "B, trained"]
    note = (
        "Threshold B: the largest batch size that loses no more, with statistics alone, as "
        "converted and trained."
    )
    return Table("overview", "At a glance", columns, rows, 2, note, numbers)


def _overview_numbers(
    sweep: Sweep,
    max_drop: float,
    best: dict[str, Any] | None,
    thresholds: Sequence[int | None],
) -> dict[str, Any]:
    chosen = best or {}
    return {
        "model": sweep.title,
        "metric": metric_of(sweep.head).name,
        "max_drop": max_drop,
        "original_value": value_of(sweep.head),
        "original_bytes": sweep.head["file_bytes"],
        **{key: chosen.get(key) for key in ("method", "batch_size", "bits", "trained")},
        "value": value_of(best) if best else None,
        "drop": chosen.get("drop"),
        "file_bytes": chosen.get("file_bytes"),
        "threshold_batch_size": thresholds[0],
        "threshold_batch_size_trained": thresholds[1],
    }


def _heading(sweeps: Sequence[Sweep]) -> str:
    """Returns the metric's title if all sweeps share it."""
    titles = {metric_of(sweep.head).title for sweep in sweeps}
    return titles.pop() if len(titles) == 1 else "measured"


def sweep_table(sweep: Sweep) -> Table:
    metric = metric_of(sweep.head)
    columns = ["method", "trained", metric.title, metric.loss_column, "file bytes"]
    columns += ["saved (float32)", "saved (int8)", "statistics", "seconds"]
    rows = [
        [
            name_of(row),
            "yes" if row["trained"] else "no",
            metric.text(value_of(row)),
            points(row["drop"], row["drop_deviation"]),
            f"{row['file_bytes']:,}",
            f"{row['memory_saved_bytes']['float32']:,}",
            f"{row['memory_saved_bytes']['int8']:,}",
            f"{row['central_weights']:,}",
            f"{row['seconds']:.2f}",
        ]
        for row in sweep.summary
    ]
    note = "Means over seeds; saved: bytes of the centralized layers' weights."
    return Table("sweep", "All that was tried", columns, rows, 2, note, _flat(sweep.rows))


def sensitivity_table(report: dict[str, Any]) -> Table:
    ways = list(report["strengths"])
    rows = [
        [
            layer["name"],
            *(
                points(layer["disturbances"][w]["drop"], layer["disturbances"][w]["drop_deviation"])
                for w in ways
            ),
            points(layer["drop"]),
        ]
        for layer in report["layers"]
    ]
    found = report["depth_correlation"]["mean"]
    note = "" if found is None else f"Rank correlation of depth and drop: {found:+.2f}."
    columns = ["layer", *ways, "mean"]
    title = f"{capitalized(metric_of(report).loss_column)}, layer by layer"
    numbers = [
        {"layer": layer["name"]}
        | {
            f"{way}_{key}": layer["disturbances"][way][key]
            for way in ways
            for key in ("drop", "drop_deviation")
        }
        | {"drop": layer["drop"]}
        for layer in report["layers"]
    ]
    return Table("sensitivity-layers", title, columns, rows, 1, note, numbers)


def augmentation_table(report: dict[str, Any]) -> Table:
    metric = metric_of(report)
    rows = [
        [
            row["name"],
            row["disturbance"],
            f"{row['strength']:g}",
            metric.text(value_of(row)),
            points(row["drop"], row["drop_deviation"]),
        ]
        for row in report["layers"]
    ]
    columns = ["layer", "kind", "strength", metric.title, metric.loss_column]
    return Table("augment", "Disturbed layers", columns, rows, 2, plain=report["layers"])


def beside_original(
    originals: Sequence[ReportedResult], networks: Sequence[NetworkResults], source: str
) -> Table:
    """Compares the original report's figures with ours at its batch size."""
    rows, numbers = [], []
    for reported in originals:
        sweeps = [s for each in networks if reported.is_of(each.name) for s in each.sweeps]
        sweeps = [s for s in sweeps if metric_of(s.head).is_accuracy]
        ours = [_measured_cells(reported, sweep) for sweep in sweeps] or [[NONE] * 9]
        rows += [[*_reported_cells(reported), *each] for each in ours]
        numbers += [_beside_numbers(reported, sweep) for sweep in sweeps]
        if not sweeps:
            numbers.append(_beside_numbers(reported, None))
    columns = ["network", "data", "accuracy", "B", "at B", "lost", "saved"]
    columns += ["ours", "int8", "B, lost", "B trained, lost", "2 bits, lost"]
    columns += ["saved (float32)", "saved (int8)", "statistics", "file bytes"]
    note = (
        f"Left: {source}. Right: this project, at the same batch size; drops in points against our "
        "own int8 model; saved: bytes of the centralized layers' weights; 2 bits: seeded, "
        "trained or not."
    )
    return Table("original", "Beside the original report", columns, rows, 2, note, numbers)


def _beside_numbers(reported: ReportedResult, sweep: Sweep | None) -> dict[str, Any]:
    theirs = {
        "network": reported.model,
        "data": reported.data,
        "accuracy": reported.accuracy,
        "batch_size": reported.batch_size,
        "accuracy_at_batch_size": reported.accuracy_at_batch_size,
        "drop": reported.drop,
        "memory_saved": reported.memory_saved,
    }
    if sweep is None:
        return theirs
    found = theirs | {"ours": sweep.title, "our_accuracy": value_of(sweep.head)}
    for name, row in zip(
        ("ours", "ours_trained", "ours_2_bits"), _beside(reported, sweep), strict=True
    ):
        if row is not None:
            found |= {f"{name}_{key}": row[key] for key in ("drop", "drop_deviation")}
            found |= {f"{name}_{key}": row[key] for key in ("file_bytes", "central_weights")}
            saved = row["memory_saved_bytes"]
            found |= {f"{name}_memory_saved_bytes_{key}": size for key, size in saved.items()}
    return found


def _beside(
    reported: ReportedResult, sweep: Sweep
) -> tuple[dict[str, Any] | None, dict[str, Any] | None, dict[str, Any] | None]:
    """Returns our rows at the report's batch size, as converted and trained, and the best at 2
    bits."""
    at_size = [row for row in sweep.summary if row["batch_size"] == reported.batch_size]
    plain = next((row for row in at_size if not row["trained"]), None)
    trained = next((row for row in at_size if row["trained"]), None)
    seeded = [row for row in sweep.summary if row["bits"] == 2]
    return plain, trained, min(seeded, key=lambda row: row["drop"], default=None)


def _reported_cells(row: ReportedResult) -> list[str]:
    return [
        row.model,
        row.data,
        percent(row.accuracy),
        f"{row.batch_size:,}",
        percent(row.accuracy_at_batch_size),
        f"{row.drop:.2f}",
        row.memory_saved,
    ]


def _measured_cells(reported: ReportedResult, sweep: Sweep) -> list[str]:
    plain, trained, best = _beside(reported, sweep)
    either = trained or plain
    return [
        sweep.title,
        metric_of(sweep.head).text(value_of(sweep.head)),
        *(_lost(row) for row in (plain, trained, best)),
        *([NONE] * 4 if either is None else _sizes(either)),
    ]


def _lost(row: dict[str, Any] | None) -> str:
    return NONE if row is None else points(row["drop"], row["drop_deviation"])


def _sizes(row: dict[str, Any]) -> list[str]:
    saved = row["memory_saved_bytes"]
    return [
        _size(x)
        for x in (saved["float32"], saved["int8"], row["central_weights"], row["file_bytes"])
    ]


def _flat(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gives nested numbers columns of their own."""
    flat = []
    for row in rows:
        saved = row.get("memory_saved_bytes", {})
        named = {f"memory_saved_bytes_{key}": value for key, value in saved.items()}
        flat.append({k: v for k, v in row.items() if k != "memory_saved_bytes"} | named)
    return flat


def _size(value: int | None) -> str:
    return NONE if value is None else f"{value:,}"
