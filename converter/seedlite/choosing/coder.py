"""What choosing asks of a method."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from seedlite.centralize import Coded
from seedlite.encoder import EncodedTensor
from seedlite.encoder.plan import TensorPlan
from seedlite.graph import Layer
from seedlite.tflite import Model

Progress = Callable[..., None]  # (done, all there is to do[, what is to be said about it])
Plan = TensorPlan | EncodedTensor  # statistics are found at once, seed bits once all is chosen


@dataclass(frozen=True)
class Candidate:
    """A way to store a layer's weights; `noise` is their squared error over their squared value."""

    plan: Plan
    noise: float

    @property
    def stored_bits(self) -> int:
        if isinstance(self.plan, TensorPlan):
            return self.plan.stored_bits
        return 8 * len(self.plan.encoded)


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

    def candidates(self, bits: float) -> list[list[Candidate]]:
        """Of each layer, where all together may store `bits` per weight."""

    def fallback(self, bits: float) -> Sequence[Plan]:
        """Plans where no candidates keep `bits`, or none are compared. Raises DoesNotFitError."""

    def smallest(self) -> Sequence[Plan]:
        """The plans that store least of all."""

    def plan(self, number: int, form: dict[str, Any]) -> Plan:
        """The plan of a layer by the form that a recipe gives it."""

    def encode(self, plans: Sequence[Any], progress: Progress | None) -> Coded:
        """The layers as planned; biases of others may be corrected in return."""
