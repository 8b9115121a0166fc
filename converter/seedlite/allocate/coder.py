"""Interface between the allocation and a method."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from seedlite.allocate.recipe import Form
from seedlite.codec import CodedModel
from seedlite.model import Layer, Model
from seedlite.progress import Progress
from seedlite.search import CentralizedPlan, TensorPlan


@dataclass(frozen=True)
class Int8Plan:
    """LayerPlan of a layer whose weights stay int8, without a record."""

    weights: int
    record: None = None


LayerPlan = CentralizedPlan | Int8Plan


def stored_bits(plan: LayerPlan) -> int:
    """Returns the bits of the weights alone, without the record."""
    if isinstance(plan, TensorPlan):
        return plan.stored_bits
    return 8 * (plan.weights if isinstance(plan, Int8Plan) else len(plan.encoded))


def may_stay_int8(layers: Sequence[Layer], samples: np.ndarray | None) -> bool:
    """Tells whether int8 is a candidate: if there are depthwise layers, the most sensitive ones,
    and samples to measure the benefit."""
    return samples is not None and any(layer.kind == "depthwise" for layer in layers)


def centralized(
    layers: Sequence[Layer], plans: Sequence[LayerPlan]
) -> tuple[list[Layer], list[CentralizedPlan]]:
    """Returns the layers that do not stay int8, and their plans."""
    pairs = zip(layers, plans, strict=True)
    kept = [(layer, plan) for layer, plan in pairs if not isinstance(plan, Int8Plan)]
    return [layer for layer, _ in kept], [plan for _, plan in kept]


class LayerCoder(Protocol):
    """A method applied to some layers of a model."""

    @property
    def model(self) -> Model: ...

    @property
    def layers(self) -> list[Layer]: ...

    @property
    def weights(self) -> int:
        """Number of weights of all these layers."""

    @property
    def lowest(self) -> float:
        """Bits per weight below which there is no choice."""

    @property
    def highest(self) -> float:
        """Bits per weight above which there is no choice."""

    @property
    def tolerance(self) -> float:
        """Bits per weight by which the limit may be exceeded."""

    @property
    def remedy(self) -> str:
        """Advice for keeping more accuracy."""

    @property
    def sensitivities(self) -> list[float] | None:
        """Output error per relative squared error of each layer's weights, near the allowed bits;
        None if only `fallback` chooses."""

    @property
    def record_bits(self) -> list[int]:
        """Bits that each layer's record adds to the file beyond its weights, compared with int8:
        negative if per-channel scales take more; 0, unmeasured, if no layer may stay int8."""

    def candidates(self, bits: float) -> list[list[LayerPlan]]:
        """Returns the plans among which each layer may choose if all may store `bits` per weight.
        If `may_stay_int8`, they include int8, except for layers that have a faster form or are
        pruned."""

    def damage(self, number: int, plan: LayerPlan) -> float:
        """Returns the predicted squared error of the output if one layer is stored as planned, from
        its sensitivity."""

    @property
    def alternative(self) -> "ComparingCoder | None":
        """A coder of the same layers that predicts damage otherwise, whose choices may be better;
        None if there is none, or none is needed."""

    def fallback(self, bits: float) -> Sequence[LayerPlan]:
        """Returns plans if no candidates keep `bits`, or none are compared. Raises
        DoesNotFitError."""

    def smallest(self) -> Sequence[LayerPlan]:
        """Returns the plans that store least, each with a record."""

    def plan(self, number: int, form: Form) -> LayerPlan:
        """Returns the plan of a layer from its form in a recipe."""

    def encode(self, plans: Sequence[LayerPlan], progress: Progress | None) -> CodedModel:
        """Encodes the layers as planned; may correct the biases of other layers."""


class ComparingCoder(LayerCoder, Protocol):
    """A coder that compares choices by trial."""

    def trial_error(self, plans: Sequence[LayerPlan]) -> float:
        """Returns the output's squared error where layers are quickly encoded as planned, on
        samples that the search does not see."""
