"""Puts several files side by side: bytes, what they are worth, and what they cost on a board."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedlite.boards.benchmark import Benchmark, Cycles, bench
from seedlite.boards.board import check_emulated, find_board
from seedlite.data import Data, LabelledData
from seedlite.errors import UsageError, naming
from seedlite.execution import evaluate
from seedlite.prepare import deploy
from seedlite.progress import PartsProgress, Progress, announce
from seedlite.reports import Report

HOST = "host"  # where nothing is counted
DEFAULT_CLOCK_MHZ = 100.0


@dataclass(frozen=True, kw_only=True, eq=False)
class ComparedFile(Report):
    """A file among others.

    value, accuracy: as in Evaluation; None without data.
    instructions, estimated_cycles: of an inference; None where they cannot be told.
    milliseconds: the estimated cycles at the clock.
    flash_bytes: of code and model together; ram_bytes: of everything.
    """

    file: str
    file_bytes: int
    value: float | None = None
    accuracy: float | None = None
    instructions: int | None = None
    estimated_cycles: Cycles | None = None
    milliseconds: float | None = None
    flash_bytes: int | None = None
    ram_bytes: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class FileComparison(Report):
    """Files side by side.

    board: a name or folder, or 'host', where nothing is counted.
    clock_mhz: of `milliseconds`.
    metric, samples, data: if there are data; see Evaluation.
    files: in the order given.
    warnings: doubts about the samples.
    """

    board: str
    clock_mhz: float
    metric: str | None = None
    samples: int | None = None
    data: dict[str, str]
    files: list[ComparedFile]
    warnings: list[str]


def compare(
    files: Sequence[tuple[str, bytes]],
    data: Data | None = None,
    *,
    metric: str | None = None,
    board: str = "mps2-an386",
    clock_mhz: float = DEFAULT_CLOCK_MHZ,
    wait_states: int = 0,
    limit: int | None = None,
    progress: Progress | None = None,
) -> FileComparison:
    """Measures each file, given with its name, as `evaluate` and `bench` do.

    board: an emulated one, by name or folder; 'host' leaves out what a board counts.
    Raises UsageError, BadInputError, DeviceError, ToolMissingError.
    """
    _check(data, metric, board, clock_mhz, limit)
    labelled = None if data is None else LabelledData.of(data)
    done = PartsProgress(progress, ((labelled is not None) + (board != HOST)) * len(files))
    found: list[ComparedFile] = []
    measured: dict[str, Any] = {}
    for name, file in files:
        with naming(Path(name)):
            deploy(file, name)  # before anything is measured
    for name, file in files:
        values: dict[str, Any] = {}
        with naming(Path(name)):
            if labelled is not None:
                announce(progress, f"evaluating {name}")
                worth = evaluate(file, labelled, metric=metric, limit=limit)
                metric = worth.metric  # of all files that of the first
                measured = {"metric": metric, "samples": worth.samples, "data": worth.data}
                measured["warnings"] = worth.warnings
                values |= {"value": worth.value, "accuracy": worth.accuracy}
                done()
            if board != HOST:
                announce(progress, f"running {name} on {board}")
                values |= _cost(bench(file, board, wait_states), clock_mhz)
                done()
        found.append(ComparedFile(file=name, file_bytes=len(file), **values))
    told = {"data": {}, "warnings": []} | measured
    return FileComparison(board=board, clock_mhz=clock_mhz, files=found, **told)


def _check(
    data: Data | None, metric: str | None, board: str, clock_mhz: float, limit: int | None
) -> None:
    if not 0 < clock_mhz < float("inf"):
        raise UsageError(f"`clock_mhz` {clock_mhz:g}: give the board's clock in MHz, above 0")
    if (metric is not None or limit is not None) and data is None:
        raise UsageError("`metric` and `limit` say how to measure on samples: give `data` Y.npz")
    if board != HOST:
        check_emulated(find_board(board))


def _cost(benchmark: Benchmark, clock_mhz: float) -> dict[str, Any]:
    """Returns the fields of a ComparedFile that a board counts."""
    cycles = benchmark.estimated_cycles
    return {
        "instructions": benchmark.instructions,
        "estimated_cycles": cycles,
        "milliseconds": None if cycles is None else cycles.count / (1000 * clock_mhz),
        "flash_bytes": benchmark.flash_bytes.total,
        "ram_bytes": sum(benchmark.ram_bytes.values()),
    }
