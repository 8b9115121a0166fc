"""The recommended choice of a sweep, as a command."""

import shlex
from dataclasses import dataclass

from seedlite.execution import metric_of
from seedlite.study.pareto import smallest_within
from seedlite.study.report.results import Sweep


@dataclass(frozen=True)
class Choice:
    """The smallest file within the limit. In `command`, words in capitals are the reader's."""

    title: str
    command: str


def choice_of(sweep: Sweep, max_drop: float) -> Choice | None:
    """Returns None if nothing keeps the limit."""
    row, head = smallest_within(sweep.summary, max_drop), sweep.head
    if row is None:
        return None
    words = ["seedlite", "convert", "MODEL", "-o", "small.tflite", "--method", row["method"]]
    if row["method"] == "batch":
        words += ["--batch-size", str(row["batch_size"])]
    if row["method"] == "seeded":
        words += ["--bits", f"{row['bits']:g}"]
        if head.get("calibration_sha256"):
            words += ["--calibration", "SAMPLES.npz"]
    if head["layers"] is not None:
        words += ["--layers", head["layers"]]
    if row["trained"]:
        words += ["--train", "TRAINING.npz"]
        if row["epochs"] is not None:
            words += ["--epochs", str(row["epochs"])]
    limit = metric_of(head).limit(max_drop)
    return Choice(f"{sweep.title}, within {limit}", shlex.join(words))
