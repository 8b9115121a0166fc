"""What choosing asks of a method."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from seedlite.codec import Coded, EncodedTensor
from seedlite.model import Layer, Model
from seedlite.search import TensorPlan

Progress = Callable[..., None]  # (done, all there is to do[, what is to be said about it])


@dataclass(frozen=True)
class Stored:
    """The plan of weights that stay int8, without a record."""

    weights: int
    record: None = None


# Statistics are found at once, seed bits once all is chosen.
Plan = TensorPlan | EncodedTensor | Stored


@dataclass(frozen=True)
class Candidate:
    """A way to store a layer's weights; `noise` is their squared error over their squared value."""

    plan: Plan
    noise: float

    @property
    def is_stored(self) -> bool:
        return isinstance(self.plan, Stored)

    @property
    def stored_bits(self) -> int:
        return stored_bits(self.plan)


def stored_bits(plan: Plan) -> int:
    """Of the weights alone, without what a record takes beside them."""
    if isinstance(plan, TensorPlan):
        return plan.stored_bits
    return 8 * (plan.weights if isinstance(plan, Stored) else len(plan.encoded))


def may_stay_int8(layers: Sequence[Layer], samples: np.ndarray | None) -> bool:
    """Whether int8 is among a layer's candidates: where depthwise kernels, the most sensitive
    weights, are considered and samples say what that is worth."""
    return samples is not None and any(layer.kind == "depthwise" for layer in layers)


def centralized(
    layers: Sequence[Layer], plans: Sequence[Plan]
) -> tuple[list[Layer], list[TensorPlan | EncodedTensor]]:
    """The layers that do not stay int8, and their plans."""
    pairs = zip(layers, plans, strict=True)
    kept = [(layer, plan) for layer, plan in pairs if not isinstance(plan, Stored)]
    return [layer for layer, _ in kept], [plan for _, plan in kept]


class Coder(Protocol):
    """A method, applied to some layers of a model."""

    @property
    def model(self) -> Model: ...

    @property
    def layers(self) -> list[Layer]: ...

    @property
    def weights(self) -> int:
        """Of all these layers."""

    @property
    def lowest(self) -> float:
        """Bits per weight, below which there is nothing to choose."""

    @property
    def highest(self) -> float:
        """Bits per weight, above which there is nothing to choose."""

    @property
    def tolerance(self) -> float:
        """Bits per weight by which the bits allowed may be exceeded."""

    @property
    def remedy(self) -> str:
        """What may keep more accuracy."""

    @property
    def sensitivities(self) -> list[float] | None:
        """Of each layer: the squared error of the output by the noise of the weights; None where
        `fallback` alone chooses."""

    @property
    def record_bits(self) -> list[int]:
        """What each layer takes in the file beside its weights if they have a record, more than if
        they stay int8: less than 0 where the scales of its channels take more; 0, and not measured,
        where none may stay int8."""

    def candidates(self, bits: float) -> list[list[Candidate]]:
        """Of each layer, where all together may store `bits` per weight. Where
        `may_stay_int8`, int8 is among them, but for layers that have a faster form or are
        pruned."""

    def fallback(self, bits: float) -> Sequence[Plan]:
        """Plans where no candidates keep `bits`, or none are compared. Raises DoesNotFitError."""

    def smallest(self) -> Sequence[Plan]:
        """The plans that store least of all, each with a record."""

    def plan(self, number: int, form: dict[str, Any]) -> Plan:
        """The plan of a layer by the form that a recipe gives it."""

    def encode(self, plans: Sequence[Plan], progress: Progress | None) -> Coded:
        """The layers as planned; biases of others may be corrected in return."""
