"""What every job of a sweep needs, and how one is done; travels to other processes and machines."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.conversion import Conversion, convert
from seedlite.errors import SeedliteError
from seedlite.evaluation import Labelled
from seedlite.study.sweeping.jobs import Job
from seedlite.training.settings import Training

Row = dict[str, Any]
KEPT = ("file_bytes", "memory_saved_bytes", "central_weights", "bits_per_weight")


@dataclass(frozen=True)
class Task:
    """`model`: a stock int8 `.tflite`, which takes `original_right` of the samples for what they
    are."""

    model: bytes
    data: Labelled
    original_right: int
    layers: str | None = None
    calibration: np.ndarray | None = None
    train: Training | None = None

    def run(self, job: Job) -> Row:
        """The job's columns and what came of it: `accuracy`, `drop` in points, sizes in bytes and
        the `seconds` that the conversion took; or the `error` that it ended with."""
        begin = time.perf_counter()
        try:
            conversion = self._convert(job)
        except SeedliteError as error:
            return job.columns | {"error": str(error)}
        seconds = time.perf_counter() - begin
        right, samples = self.data.count_right(conversion.file), self.data.samples
        measured = {
            "accuracy": right / samples,
            "drop": 100 * (self.original_right - right) / samples,
            "seconds": round(seconds, 3),
        }
        return job.columns | measured | {key: conversion.report[key] for key in KEPT}

    def _convert(self, job: Job) -> Conversion:
        with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
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
