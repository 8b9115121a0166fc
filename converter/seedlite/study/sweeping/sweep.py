"""Runs a sweep."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.allocate import check_max_drop
from seedlite.data import Training, first
from seedlite.model import select_layers
from seedlite.progress import PartsProgress, Progress
from seedlite.search import METHODS
from seedlite.study.network import StudiedNetwork
from seedlite.study.sweeping.cluster import run_on_cluster
from seedlite.study.sweeping.job_runner import Task
from seedlite.study.sweeping.jobs import BATCH_SIZES, BITS, Job, grid
from seedlite.study.sweeping.local import run_locally
from seedlite.study.sweeping.rows import RowFile
from seedlite.study.sweeping.threshold import threshold_batch_size


def sweep(
    source: str | Path,
    data: str | Path,
    output: str | Path,
    *,
    methods: Sequence[str] = METHODS,
    batch_sizes: Sequence[int] = BATCH_SIZES,
    bits: Sequence[float] = BITS,
    seeds: int = 1,
    layers: str | None = None,
    calibration: np.ndarray | None = None,
    train: Training | None = None,
    max_drop: float = 1.0,
    limit: int | None = None,
    metric: str | None = None,
    workers: int = -1,
    dask: str | None = None,
    resume: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Converts a model in all requested ways and measures each file's metric and size.

    source, calibration, layers, train (of arrays): see `convert`.
    data: a file with x and y; the first `limit` samples are used. metric: see `evaluate`.
    output: JSON lines, appended as rows come; with `resume` existing rows are kept.
    workers: processes on this machine, -1 for one per core; or `dask`, a scheduler's address.
    Returns the settings, all `rows` of the file, and `threshold_batch_size`, the largest that loses
    at most `max_drop`, in the metric's `drop_unit`. Raises the errors of `convert`, DeviceError,
    ToolMissingError.
    """
    check_max_drop(max_drop)
    jobs = grid(methods, batch_sizes, bits, seeds, train)
    network = StudiedNetwork.load(Path(source), Path(data), calibration, limit, metric, train)
    check_max_drop(max_drop, network.data.metric)
    select_layers(network.model, layers)  # raises
    given, original = network.given, network.measure_original()
    task = Task(network.file, network.data, original, layers, given.own_calibration, given.train)
    head = _head(network, task)
    path = Path(output)
    file = RowFile.resume(path, head) if resume else RowFile.create(path, head, force)
    done = {Job.of(row) for row in file.rows}
    missing = [job for job in jobs if job not in done]
    step = PartsProgress(progress, len(missing))
    if missing:
        results = (
            run_locally(task, missing, workers)
            if dask is None
            else run_on_cluster(task, missing, dask)
        )
        for row in results:
            file.append(row)
            step()
    threshold = threshold_batch_size(file.rows, max_drop, trained=train is not None)
    found = {"max_drop": max_drop, "threshold_batch_size": threshold}
    return {"study": "sweep"} | network.report(original) | head | {"rows": file.rows} | found


def _head(network: StudiedNetwork, task: Task) -> dict[str, Any]:
    """Returns the settings of all rows; digests identify model and data."""
    data = network.data
    return {
        "model": network.name,
        "model_sha256": _digest(network.file),
        "data_sha256": _digest(data.inputs.tobytes(), data.truth.values.tobytes()),
        "calibration_sha256": None
        if task.calibration is None
        else _digest(np.ascontiguousarray(first(task.calibration)).tobytes()),
        "layers": task.layers,
        "samples": data.samples,
        "metric": data.metric.name,
        **data.metric.fields(task.original_value),
        "file_bytes": len(network.file),
    }


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()
