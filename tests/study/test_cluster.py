"""Sweeps on a real Dask cluster of this machine: a scheduler and two workers."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="dask.distributed is not installed")

from seedlite.study.sweeping.jobs import Job
from seedlite.study.sweeping.rows import read_rows
from tests.support.waiting import finish, lines_until, wait_until

OPTIONS = ["--methods", "batch", "--batch-sizes", "5,10,20,50", "--seeds", "6"]
ROWS = 24


def start(*arguments: object, **options) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", *map(str, arguments)]
    return subprocess.Popen(command, text=True, stderr=subprocess.PIPE, **options)


def wait_for(process: subprocess.Popen[str], pattern: str) -> re.Match[str]:
    """Reads what a process logs until the pattern turns up."""
    line = lines_until(process, process.stderr, re.compile(pattern).search)[-1]
    return re.search(pattern, line)


@pytest.fixture
def cluster(tmp_path: Path):
    """The scheduler's address and the two workers' processes."""
    processes = [start("distributed.cli.dask_scheduler", "--port", 0, "--no-dashboard")]
    try:
        address = wait_for(processes[0], r"tcp://[\d.]+:\d+").group()
        for number in range(2):
            options = ["--no-nanny", "--no-dashboard", "--nthreads", 1, "--name", number]
            place = ["--local-directory", tmp_path / f"worker-{number}"]
            worker = start("distributed.cli.dask_worker", address, *options, *place)
            processes.append(worker)
            wait_for(worker, "Registered to")
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def sweep(cnn: Path, output: Path, *options: object) -> subprocess.Popen[str]:
    data = ["--data", cnn.with_suffix(".npz"), "-o", output]
    return start("seedlite", "sweep", cnn, *data, *OPTIONS, *options, stdout=subprocess.PIPE)


def succeed(process: subprocess.Popen[str]) -> None:
    _, errors = finish(process)
    assert process.returncode == 0, errors


def rows_of(path: Path) -> dict[Job, dict]:
    _, rows = read_rows(path)
    assert len(rows) == ROWS  # none lost, none twice
    return {Job.of(row): row | {"seconds": 0} for row in rows}


def test_sweep_on_a_cluster_survives_the_death_of_a_worker(cluster, cnn, tmp_path):
    address, workers = cluster
    there, here = tmp_path / "there.jsonl", tmp_path / "here.jsonl"
    process = sweep(cnn, there, "--dask", address)
    wait_until(
        lambda: (
            process.poll() is not None or (there.exists() and there.read_bytes().count(b"\n") >= 3)
        ),
        "three rows",
    )
    workers[0].kill()
    begun = there.read_bytes().count(b"\n") - 1
    assert begun < ROWS, "the sweep ended before the worker could be killed"
    succeed(process)
    succeed(sweep(cnn, here, "--jobs", 1))
    assert rows_of(there) == rows_of(here)


def test_sweep_without_scheduler_says_how_to_start_one(cnn, tmp_path):
    process = sweep(cnn, tmp_path / "rows.jsonl", "--dask", "tcp://127.0.0.1:9", "--json")
    out, errors = finish(process)
    assert process.returncode == 6
    assert "dask scheduler" in errors
    assert json.loads(out)["exit_code"] == 6


def test_sweep_resumes_on_a_cluster_what_began_here(cluster, cnn, tmp_path):
    address, _ = cluster
    rows = tmp_path / "rows.jsonl"
    succeed(sweep(cnn, rows, "--jobs", 1))
    lines = rows.read_text().splitlines(keepends=True)
    rows.write_text("".join(lines[:10]))
    data = ["--data", cnn.with_suffix(".npz"), "--resume", rows, "--dask", address, "--json"]
    process = start("seedlite", "sweep", cnn, *data, *OPTIONS, stdout=subprocess.PIPE)
    out, errors = finish(process)
    assert process.returncode == 0, errors
    assert len(json.loads(out)["rows"]) == ROWS
    assert rows_of(rows)
