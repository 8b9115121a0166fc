"""What every job of a sweep needs, and how one is done; travels to other processes and machines."""

import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedlite.compress import Conversion, convert
from seedlite.data import Samples, Training
from seedlite.errors import DataWarning, SeedliteError
from seedlite.execution import EvaluationData
from seedlite.study.sweeping.jobs import Job

Row = dict[str, Any]
KEPT = ("file_bytes", "memory_saved_bytes", "central_weights", "bits_per_weight")


@dataclass(frozen=True)
class Task:
    """`model`: a stock int8 `.tflite`, measured to have `original_value`."""

    model: bytes
    data: EvaluationData
    original_value: float
    layers: str | None = None
    calibration: Samples | None = None
    train: Training | None = None

    def run(self, job: Job) -> Row:
        """The job's columns and what came of it: the metric's `value`, `drop`, sizes in bytes and
        the `seconds` that the conversion took; or the `error` that it ended with."""
        begin = time.perf_counter()
        try:
            conversion = self._convert(job)
        except SeedliteError as error:
            return job.columns | {"error": str(error)}
        seconds = time.perf_counter() - begin
        value = self.data.measure(conversion.file)
        measured = {
            **self.data.metric.fields(value),
            "drop": self.data.lost(self.original_value, value),
            "seconds": round(seconds, 3),
        }
        return job.columns | measured | {key: conversion.report[key] for key in KEPT}

    def _convert(self, job: Job) -> Conversion:
        with tempfile.TemporaryDirectory(prefix="seedlite-") as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)  # said once, of all conversions
            source = Path(folder) / "model.tflite"
            source.write_bytes(self.model)
            return convert(
                source,
                method=job.method,
                batch_size=job.batch_size,
                bits=job.bits,
                layers=self.layers,
                calibration=self.calibration if job.method == "seeded" else None,
                train=self.train if job.trained else None,
                seed=job.seed,
            )


def run_job(task: Task, job: Job) -> Row:
    """A plain function, as pools of workers want it."""
    return task.run(job)
