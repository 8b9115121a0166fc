"""Runs jobs on this machine's cores."""

from collections.abc import Iterator, Sequence
from multiprocessing import resource_tracker

from seedlite.errors import DeviceError, ToolMissingError
from seedlite.interruption import Blocked
from seedlite.study.sweeping.job_runner import SweepRow, Task, run_job
from seedlite.study.sweeping.jobs import Job


def run_locally(task: Task, jobs: Sequence[Job], workers: int) -> Iterator[SweepRow]:
    """Yields rows as they are done, in any order; `workers` processes, -1 for one per core. Raises
    ToolMissingError, and DeviceError if a process was killed."""
    try:
        from joblib import Parallel, delayed
        from joblib.externals.loky.process_executor import TerminatedWorkerError
    except ImportError as error:
        raise ToolMissingError(
            f"sweeps need joblib ({error}): pip install 'seedlite[study]'"
        ) from error
    pool = Parallel(n_jobs=workers, return_as="generator_unordered", pre_dispatch="n_jobs")
    resource_tracker.ensure_running()  # starting it later would unblock the signals
    try:
        with Blocked():  # inherited: Ctrl-C reaches only this process, which ends the others
            rows = pool(delayed(run_job)(task, job) for job in jobs)
        yield from rows
    except TerminatedWorkerError as error:
        raise DeviceError(
            "a process of the sweep was killed, perhaps for want of memory; go on with `resume`, "
            "and with fewer `workers`"
        ) from error
