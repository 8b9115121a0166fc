"""Reads figures of an earlier report, for comparison."""

import csv
import io
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from seedlite.errors import BadInputError
from seedlite.files import read_file

PUBLISHED = Path("published")
COLUMNS = ("model", "data", "accuracy", "batch_size", "accuracy_at_batch_size", "memory_saved")


@dataclass(frozen=True)
class ReportedResult:
    """One row of an earlier report. Accuracies are fractions; `memory_saved` is text as reported;
    `match` is part of the names of our models of this network."""

    model: str
    match: str
    data: str
    accuracy: float
    batch_size: int
    accuracy_at_batch_size: float
    memory_saved: str

    @property
    def drop(self) -> float:
        return 100 * (self.accuracy - self.accuracy_at_batch_size)

    def is_of(self, name: str) -> bool:
        return plain(self.match) in plain(name)

    @classmethod
    def of(cls, row: dict[str, Any], place: str) -> "ReportedResult":
        """Parses a row. Raises BadInputError if it lacks a column or a number."""
        try:
            found = cls(
                model=str(row["model"]),
                match=str(row.get("match") or row["model"]),
                data=str(row["data"]),
                accuracy=float(row["accuracy"]),
                batch_size=int(row["batch_size"]),
                accuracy_at_batch_size=float(row["accuracy_at_batch_size"]),
                memory_saved=str(row["memory_saved"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadInputError(
                f"{place}: {type(error).__name__} {error} in {row}; every row needs "
                f"{', '.join(COLUMNS)}"
            ) from error
        if not (0 <= found.accuracy <= 1 and 0 <= found.accuracy_at_batch_size <= 1):
            raise BadInputError(f"{place}: {found.model}: accuracies are fractions from 0 to 1")
        return found


def plain(name: str) -> str:
    """Returns the letters and digits of a name in lower case."""
    return "".join(c for c in name.casefold() if c.isalnum())


def load_original(path: Path) -> tuple[str, list[ReportedResult]]:
    """Returns the source's name and its rows.

    path: a .csv with a line of column names, or JSON {"source": ..., "rows": [...]}; or PUBLISHED,
        the report that introduced the method. Raises BadInputError.
    """
    if path == PUBLISHED:
        here = resources.files("seedlite.study.report") / "original_report.json"
        return _rows(json.loads(here.read_text(encoding="utf-8")), "original_report.json")
    data = read_file(path)
    try:
        if path.suffix == ".csv":
            rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
            return _rows({"source": path.name, "rows": rows}, str(path))
        return _rows(json.loads(data), str(path))
    except (ValueError, csv.Error) as error:
        raise BadInputError(f"{path} is neither JSON nor .csv ({error})") from error


def _rows(content: Any, place: str) -> tuple[str, list[ReportedResult]]:
    try:
        source, rows = str(content.get("source", place)), list(content["rows"])
    except (AttributeError, KeyError, TypeError) as error:
        raise BadInputError(f'{place}: give {{"source": ..., "rows": [...]}}') from error
    return source, [ReportedResult.of(row, place) for row in rows]
