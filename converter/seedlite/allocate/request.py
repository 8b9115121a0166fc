"""The user's request: a method, and either how each layer is stored or limits to choose within."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from seedlite.allocate.recipe import NUMBERS, Recipe
from seedlite.errors import UsageError
from seedlite.execution import Metric
from seedlite.search import METHODS

DEFAULT_METHOD, DEFAULT_BITS = "seeded", 2.0
MIN_BITS, MAX_BITS = 0.25, 8
# Time spent on accuracy with calibration samples: `fast` searches by the inputs' moments alone,
# `normal` by the curvature of the end loss, too, and `best` ends with a short training.
FAST, DEFAULT_EFFORT, BEST = EFFORTS = ("fast", "normal", "best")


@dataclass(frozen=True)
class Request:
    """A validated request; contradictions raise UsageError, naming parameters. `evaluated`: there
    is data to measure on. `max_drop`: in the metric's `loss_unit`. `budget`: bytes of the file.
    `layers`: a regular expression. `prune`: share of groups of weights that training makes zero.
    `effort`: one of EFFORTS; `augment`: changes of calibration samples for a short training.
    Without any limit `bits` is DEFAULT_BITS."""

    method: str
    batch_size: int | None = None
    bits: float | None = None
    budget: int | None = None
    max_drop: float | None = None
    evaluated: bool = False
    recipe: Recipe | None = None
    layers: str | None = None
    prune: float = 0.0
    effort: str = DEFAULT_EFFORT
    augment: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise UsageError(f"method '{self.method}' is unknown; choose one of {_or(METHODS)}")
        self._check_effort()
        self._check_ranges()
        self._check_partners()
        if self.recipe is not None:
            self._check_recipe()
            return
        if self.limited and self.method not in NUMBERS:
            raise UsageError(
                f"`budget` and `max_drop` leave nothing to choose in `method` {self.method}; take "
                f"`method` {_or(NUMBERS)}"
            )
        if self.limited and (self.bits is not None or self.batch_size is not None):
            raise UsageError(
                "`budget` and `max_drop` choose bits or batch sizes: leave `bits` and "
                "`batch_size` out"
            )
        if self.method == "batch" and not self.limited and self.batch_size is None:
            raise UsageError(
                "`method` batch needs `batch_size` B, or `budget` or `max_drop` to choose it by"
            )

    @property
    def limited(self) -> bool:
        return self.budget is not None or self.max_drop is not None

    @property
    def per_layer(self) -> bool:
        """Tells whether recipes exist for the method."""
        return self.method in NUMBERS

    @property
    def wants_samples(self) -> bool:
        """Tells whether samples serve for more than quantizing a Keras model."""
        return self.per_layer and self.batch_size is None

    def check_drop(self, metric: Metric) -> None:
        """Raises UsageError for a limit that the metric cannot exceed."""
        check_max_drop(self.max_drop, metric)

    @property
    def refines(self) -> bool:
        """Tells whether a short training follows the search."""
        return self.effort == BEST or bool(self.augment)

    def _check_effort(self) -> None:
        if self.effort not in EFFORTS:
            raise UsageError(f"`effort` {self.effort!r} is unknown; choose one of {_or(EFFORTS)}")
        if self.augment and self.effort == FAST:
            raise UsageError(
                "`augment` changes samples of a short training, which `effort` fast leaves out"
            )
        if self.refines and self.method != "seeded":
            raise UsageError(
                f"`effort` best and `augment` go with `method` seeded, not with {self.method}: "
                "give training data (`train`)"
            )
        if self.refines and self.max_drop is not None:
            raise UsageError(
                "`max_drop` measures many conversions, each of which `effort` best or `augment` "
                "would train: choose with `max_drop` first, then convert with the `recipe` it gives"
            )

    def _check_ranges(self) -> None:
        if self.batch_size is not None and self.batch_size < 1:
            raise UsageError(f"`batch_size` {self.batch_size}: a batch has at least one weight")
        if self.bits is not None and not MIN_BITS <= self.bits <= MAX_BITS:
            raise UsageError(
                f"`bits` {self.bits}: bits per weight range from {MIN_BITS} to {MAX_BITS}"
            )
        if self.budget is not None and self.budget < 1:
            raise UsageError(f"`budget` {self.budget}: a file has at least one byte")
        check_max_drop(self.max_drop)

    def _check_partners(self) -> None:
        if self.batch_size is not None and self.method != "batch":
            raise UsageError(f"`batch_size` goes with `method` batch, not with {self.method}")
        if self.bits is not None and self.method != "seeded":
            raise UsageError(f"`bits` goes with `method` seeded, not with {self.method}")
        if self.prune and self.method != "seeded":
            raise UsageError(
                f"`prune` goes with `method` seeded, not with {self.method}, which keeps no masks"
            )
        if self.max_drop is not None and not self.evaluated:
            raise UsageError("`max_drop` needs data that it is measured on: `evaluation` Y.npz")

    def _check_recipe(self) -> None:
        assert self.recipe is not None
        if self.method != self.recipe.method:
            raise UsageError(
                f"{self.recipe.place} is a recipe for `method` {self.recipe.method}, not for "
                f"{self.method}: leave `method` out"
            )
        others = (self.batch_size, self.bits, self.budget, self.max_drop, self.layers)
        if any(other is not None for other in others):
            raise UsageError(
                "`recipe` says how every layer is stored: leave `bits`, `batch_size`, `budget`, "
                "`max_drop` and `layers` out"
            )


def check_max_drop(limit: float | None, metric: Metric | None = None) -> None:
    """Raises UsageError for a meaningless limit, as far as the metric is known."""
    if limit is None:
        return
    most = 100 if metric is not None and metric.loss_unit == "points" else math.inf
    if not (0 <= limit <= most and math.isfinite(limit)):
        raise UsageError(
            f"`max_drop` {limit:g}: points range from 0 to 100; dB and % are 0 or more"
        )


def method_of(method: str | None, recipe: Recipe | None) -> str:
    """Returns the method asked for, or the recipe's, or the default."""
    if method is not None:
        return method
    return DEFAULT_METHOD if recipe is None else recipe.method


def _or(names: Iterable[str]) -> str:
    return ", ".join(names)
