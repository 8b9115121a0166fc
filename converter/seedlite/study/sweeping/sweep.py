"""Runs a sweep."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.allocate import check_max_drop
from seedlite.compress import ModelSource
from seedlite.data import Data, DataPath, Samples, Training, first
from seedlite.model import select_layers
from seedlite.progress import PartsProgress, Progress
from seedlite.reports import Report
from seedlite.search import METHODS
from seedlite.study.network import StudiedNetwork, StudyReport
from seedlite.study.sweeping.cluster import run_on_cluster
from seedlite.study.sweeping.job_runner import Task
from seedlite.study.sweeping.jobs import BATCH_SIZES, BITS, Job, grid
from seedlite.study.sweeping.local import run_locally
from seedlite.study.sweeping.rows import RowFile
from seedlite.study.sweeping.threshold import threshold_batch_size


@dataclass(frozen=True, kw_only=True, eq=False)
class SweepHead(Report):
    """The settings of a sweep, common to all rows: the first line of the file. Digests identify
    model and data; `file_bytes` and `value` are the int8 original's."""

    model: str
    model_sha256: str
    data_sha256: str
    calibration_sha256: str | None
    layers: str | None
    samples: int
    metric: str
    value: float
    accuracy: float | None = None
    file_bytes: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Sweep(StudyReport):
    """Results; from `model_sha256` to `file_bytes` as of SweepHead. `rows`: all of the file, each a
    SweepRow. `threshold_batch_size`: the largest that loses at most `max_drop`, or None."""

    model_sha256: str
    data_sha256: str
    calibration_sha256: str | None
    layers: str | None
    file_bytes: int
    rows: list[dict[str, Any]]
    max_drop: float
    threshold_batch_size: int | None


def sweep(
    model: ModelSource,
    data: Data,
    output: str | os.PathLike[str],
    *,
    methods: Sequence[str] = METHODS,
    batch_sizes: Sequence[int] = BATCH_SIZES,
    bits: Sequence[float] = BITS,
    seeds: int = 1,
    layers: str | None = None,
    calibration: Samples | DataPath | None = None,
    train: Training | Data | None = None,
    max_drop: float = 1.0,
    limit: int | None = None,
    metric: str | None = None,
    workers: int = -1,
    dask: str | None = None,
    resume: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> Sweep:
    """Converts a model in all requested ways and measures each file's metric and size.

    model, calibration, layers, train (no dataset): see `convert`.
    data: samples with x and y; the first `limit` are used. metric: see `evaluate`.
    output: JSON lines, appended as rows come; with `resume` existing rows are kept.
    workers: processes on this machine, -1 for one per core; or `dask`, a scheduler's address.
    max_drop: limit for the threshold batch size, in the metric's `drop_unit`.
    Raises the errors of `convert`, DeviceError, ToolMissingError.
    """
    check_max_drop(max_drop)
    training = train if train is None or isinstance(train, Training) else Training(train)
    jobs = grid(methods, batch_sizes, bits, seeds, training)
    network = StudiedNetwork.load(model, data, calibration, limit, metric, training)
    check_max_drop(max_drop, network.data.metric)
    select_layers(network.model, layers)  # raises
    task = _task(network, layers)
    head, path = _head(network, task), Path(output)
    file = RowFile.resume(path, head) if resume else RowFile.create(path, head, force)
    _fill(file, task, jobs, workers, dask, progress)
    studied = network.fields(task.original_value)
    return Sweep(
        study="sweep",
        **studied | head,
        rows=file.rows,
        max_drop=max_drop,
        threshold_batch_size=threshold_batch_size(file.rows, max_drop, training is not None),
    )


def _task(network: StudiedNetwork, layers: str | None) -> Task:
    given, original = network.given, network.measure_original()
    model = network.original.given
    return Task(model, network.data, original, layers, given.own_calibration, given.train)


def _fill(
    file: RowFile,
    task: Task,
    jobs: Sequence[Job],
    workers: int,
    dask: str | None,
    progress: Progress | None,
) -> None:
    """Appends the rows of the jobs that the file has none of."""
    done = {Job.of(row) for row in file.rows}
    missing = [job for job in jobs if job not in done]
    step = PartsProgress(progress, len(missing))
    if not missing:
        return
    results = (
        run_locally(task, missing, workers) if dask is None else run_on_cluster(task, missing, dask)
    )
    for row in results:
        file.append(row)
        step()


def _head(network: StudiedNetwork, task: Task) -> SweepHead:
    data, calibration = network.data, task.calibration
    samples = None if calibration is None else np.ascontiguousarray(first(calibration))
    return SweepHead(
        model=network.name,
        model_sha256=_digest(task.model),
        data_sha256=_digest(data.inputs.tobytes(), data.truth.values.tobytes()),
        calibration_sha256=None if samples is None else _digest(samples.tobytes()),
        layers=task.layers,
        samples=data.samples,
        metric=data.metric.name,
        **data.metric.fields(task.original_value),
        file_bytes=len(task.model),
    )


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()
