"""Data and function of a sweep's jobs, sent to other processes and machines."""

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
    """The constant part of all jobs. `model`: a stock int8 `.tflite`, whose metric is
    `original_value`."""

    model: bytes
    data: EvaluationData
    original_value: float
    layers: str | None = None
    calibration: Samples | None = None
    train: Training | None = None

    def run(self, job: Job) -> Row:
        """Returns the job's columns and results: the metric's `value`, `drop`, sizes in bytes,
        `seconds` of conversion; or the `error` that ended it."""
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
            warnings.simplefilter("ignore", DataWarning)  # warned once for all conversions
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
    """Runs a job; a plain function, which pools of workers can pickle."""
    return task.run(job)
