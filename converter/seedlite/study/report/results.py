"""Reads the results of `sweep`, `sensitivity` and `augment`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seedlite.errors import BadInputError
from seedlite.execution import metric_of
from seedlite.files import read_file
from seedlite.study.summary import summarise
from seedlite.study.sweeping.rows import read_rows


@dataclass
class Sweep:
    """A sweep. `head`: its settings; `rows`: as in the file; `summary`: means over seeds."""

    head: dict[str, Any]
    rows: list[dict[str, Any]]
    summary: list[dict[str, Any]]

    @property
    def title(self) -> str:
        layers = self.head["layers"]
        return self.head["model"] if layers is None else f"{self.head['model']}, layers {layers}"


@dataclass
class NetworkResults:
    """All results of one model."""

    name: str
    sweeps: list[Sweep] = field(default_factory=list)
    sensitivities: list[dict[str, Any]] = field(default_factory=list)
    augmentations: list[dict[str, Any]] = field(default_factory=list)

    def add(self, result: dict[str, Any], place: Path) -> None:
        """Adds a result. Raises BadInputError for an unknown kind."""
        kind, _ = result.get("study"), metric_of(result)  # raises
        if kind == "sweep":
            self.sweeps.append(Sweep(result, result["rows"], summarise(result["rows"])))
        elif kind == "sensitivity":
            self.sensitivities.append(result)
        elif kind == "augment":
            self.augmentations.append(result)
        else:
            raise BadInputError(_wrong(place, f"it has no results of kind {kind!r}"))


def load_results(paths: Sequence[Path]) -> list[NetworkResults]:
    """Returns models in the order of their first files. Raises BadInputError."""
    networks: dict[str, NetworkResults] = {}
    for path in paths:
        try:
            result = _read(path)
            name = result["model"]
            networks.setdefault(name, NetworkResults(name)).add(result, path)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise BadInputError(_wrong(path, f"{type(error).__name__}: {error}")) from error
    return list(networks.values())


def _read(path: Path) -> dict[str, Any]:
    data = read_file(path)
    try:
        return dict(json.loads(data))
    except ValueError:  # several lines: rows of a sweep
        head, rows = read_rows(path)
        return {"study": "sweep"} | head | {"rows": rows}


def _wrong(path: Path, reason: str) -> str:
    return (
        f"{path}: {reason}; give what `seedlite sweep -o` wrote, or what sweep, sensitivity or "
        "augment printed with --json"
    )
