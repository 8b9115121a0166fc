"""The jobs of a sweep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seedlite.allocate import Request
from seedlite.data import Training
from seedlite.errors import UsageError

ResultRow = dict[str, Any]  # a job and its result, in plain JSON

# batch sizes of the report that introduced the method, and beyond
BATCH_SIZES = (5, 10, 15, 20, 50, 100, 200, 500, 1000, 5000, 15000)
BITS = (2.0, 3.0, 4.0)


@dataclass(frozen=True)
class Job:
    """One conversion. `epochs` is None if not given; it and `mini_batch` are None without
    training."""

    method: str
    batch_size: int | None
    bits: float | None
    seed: int
    trained: bool = False
    epochs: int | None = None
    mini_batch: int | None = None

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Job":
        """Returns the job that produced a row."""
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})


def grid(
    methods: Sequence[str],
    batch_sizes: Sequence[int],
    bits: Sequence[float],
    seeds: int,
    train: Training | None = None,
) -> list[Job]:
    """Returns all valid combinations, seed by seed, so that the first seed covers every method.
    Raises UsageError."""
    if seeds < 1:
        raise UsageError(f"`seeds` {seeds}: at least one is needed")
    forms: list[tuple[str, int | None, float | None]] = []
    for method in methods:
        if method == "batch":
            forms += [(method, size, None) for size in batch_sizes]
        elif method == "seeded":
            forms += [(method, None, rate) for rate in bits]
        else:
            forms.append((method, None, None))
    for method, size, rate in forms:
        Request(method, size, rate)  # raises
    trained = (True, train.epochs, train.mini_batch) if train else ()
    return [Job(*form, seed, *trained) for seed in range(seeds) for form in forms]
