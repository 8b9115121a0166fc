"""The recommended choice of a sweep, as a call that makes it again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from seedlite.execution import metric_of
from seedlite.study.pareto import smallest_within
from seedlite.study.report.results import Sweep

# from arguments of `convert`; values in capitals are the reader's files
Caller = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Choice:
    """The smallest file within the limit, and how it is made."""

    title: str
    call: str


def python_call(arguments: Mapping[str, Any]) -> str:
    named = [f"{name}={value!r}" for name, value in arguments.items()]
    return f"seedlite.convert('MODEL', {', '.join(named)})"


def choice_of(sweep: Sweep, max_drop: float, caller: Caller) -> Choice | None:
    """Returns None if nothing keeps the limit."""
    row, head = smallest_within(sweep.summary, max_drop), sweep.head
    if row is None:
        return None
    calibrated = row["method"] == "seeded" and head.get("calibration_sha256")
    arguments = {
        "method": row["method"],
        "batch_size": row["batch_size"],
        "bits": row["bits"],
        "layers": head["layers"],
        "calibration": "SAMPLES.npz" if calibrated else None,
        "train": "TRAINING.npz" if row["trained"] else None,
        "epochs": row["epochs"],
    }
    given = {name: value for name, value in arguments.items() if value is not None}
    limit = metric_of(head).limit(max_drop)
    return Choice(f"{sweep.title}, within {limit}", caller(given))
