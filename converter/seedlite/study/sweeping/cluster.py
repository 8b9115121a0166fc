"""Runs jobs on a Dask cluster, whose workers have seedlite installed."""

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING

from seedlite.errors import DeviceError, ToolMissingError
from seedlite.study.sweeping.job_runner import SweepRow, Task, run_job
from seedlite.study.sweeping.jobs import Job

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS, WORKER_SECONDS = 10, 60
ROUNDS = 3


def run_on_cluster(task: Task, jobs: Sequence[Job], address: str) -> Iterator[SweepRow]:
    """Yields rows as they are done, in any order. Restarts the jobs of lost workers on others.
    Raises ToolMissingError, DeviceError."""
    with _connect(address) as client:
        waiting = list(jobs)
        for _ in range(ROUNDS):
            waiting = yield from _round(client, task, waiting)
            if not waiting:
                return
        raise DeviceError(
            f"{len(waiting)} jobs ended with their Dask worker {ROUNDS} times, perhaps for want of "
            "memory; look into the workers' logs, then go on with `resume`"
        )


def _connect(address: str) -> "Client":
    try:
        from distributed import Client
    except ImportError as error:
        raise ToolMissingError(
            f"`dask` needs dask.distributed ({error}): pip install 'seedlite[study]'"
        ) from error
    try:
        return Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise DeviceError(
            f"no Dask scheduler answers at {address} ({error}); start one with `dask scheduler` "
            "and give the address it prints"
        ) from error


def _round(
    client: "Client", task: Task, jobs: Sequence[Job]
) -> Generator[SweepRow, None, list[Job]]:
    """Runs every job once; returns those that no worker finished: Dask restarts the jobs of a dead
    worker, but gives up after a few times, and if the task's data are lost with the last worker."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker, as_completed

    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError as error:
        raise DeviceError(
            f"the Dask cluster has had no worker for {WORKER_SECONDS} seconds; start one with "
            "`dask worker ADDRESS`, then go on with `resume`"
        ) from error
    shared = client.scatter(task, broadcast=True, hash=False)
    futures = {client.submit(run_job, shared, job, pure=False): job for job in jobs}
    lost = []
    for future in as_completed(list(futures)):
        try:
            yield future.result()
        except (KilledWorker, CancelledError):
            lost.append(futures[future])
        future.release()
    return lost
