"""Data and function of a sweep's jobs, sent to other processes and machines."""

import time
import warnings
from dataclasses import asdict, dataclass

from seedlite.compress import Conversion, convert
from seedlite.data import Samples, Training
from seedlite.errors import DataWarning, SeedliteError
from seedlite.execution import EvaluationData
from seedlite.prepare import deploy
from seedlite.reports import Report
from seedlite.study.sweeping.jobs import Job


@dataclass(frozen=True, kw_only=True, eq=False)
class SweepRow(Report):
    """A job, as of Job, and what came of it: the `error` that it ended with; or the metric's
    `value`, the `drop` against the original, in the sweep's drop_unit, the `seconds` that the
    conversion took, and sizes as of ConversionReport."""

    method: str
    batch_size: int | None
    bits: float | None
    seed: int
    trained: bool
    epochs: int | None
    mini_batch: int | None
    error: str | None = None
    value: float | None = None
    accuracy: float | None = None
    drop: float | None = None
    seconds: float | None = None
    file_bytes: int | None = None
    memory_saved_bytes: dict[str, int] | None = None
    central_weights: int | None = None
    bits_per_weight: float | None = None


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

    def run(self, job: Job) -> SweepRow:
        begin = time.perf_counter()
        try:
            conversion = self._convert(job)
        except SeedliteError as error:
            return SweepRow(**asdict(job), error=str(error))
        seconds = time.perf_counter() - begin
        value, report = self.data.measure(deploy(conversion.file)), conversion.report
        return SweepRow(
            **asdict(job),
            **self.data.metric.fields(value),
            drop=self.data.lost(self.original_value, value),
            seconds=round(seconds, 3),
            file_bytes=report.file_bytes,
            memory_saved_bytes=report.memory_saved_bytes,
            central_weights=report.central_weights,
            bits_per_weight=report.bits_per_weight,
        )

    def _convert(self, job: Job) -> Conversion:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)  # warned once for all conversions
            return convert(
                self.model,
                method=job.method,
                batch_size=job.batch_size,
                bits=job.bits,
                layers=self.layers,
                calibration=self.calibration if job.method == "seeded" else None,
                train=self.train if job.trained else None,
                seed=job.seed,
            )


def run_job(task: Task, job: Job) -> SweepRow:
    """Runs a job; a plain function, which pools of workers can pickle."""
    return task.run(job)
