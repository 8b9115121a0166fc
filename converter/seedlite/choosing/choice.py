"""Chooses among the layers' candidates, and says why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from seedlite.choosing.coder import Candidate, Coder, Plan
from seedlite.choosing.knapsack import least_damage
from seedlite.choosing.recipe import form_of
from seedlite.graph import Layer


@dataclass(frozen=True)
class Choice:
    """A plan for every layer of a coder. `reasons`: for each, in plain JSON, what was considered;
    `bits`: per weight, what all were allowed. Both are empty where nothing was compared."""

    plans: Sequence[Plan]
    bits: float = 0.0
    reasons: list[dict[str, Any]] = field(default_factory=list)


def choose(coder: Coder, bits: float) -> Choice:
    """The plans that keep `bits` per weight, but for the coder's tolerance, and damage the
    network's output least. Raises DoesNotFitError if none are that small."""
    sensitivities = coder.sensitivities
    if sensitivities is None:
        return Choice(coder.fallback(bits), bits)
    candidates = coder.candidates(bits)
    picked = least_damage(
        [[c.stored_bits for c in layer] for layer in candidates],
        [[s * c.noise for c in layer] for s, layer in zip(sensitivities, candidates, strict=True)],
        round((bits + coder.tolerance) * coder.weights),
    )
    if not picked:
        return explained(coder, coder.fallback(bits), bits)
    plans = [layer[at].plan for layer, at in zip(candidates, picked, strict=True)]
    return explained(coder, plans, bits)


def explained(coder: Coder, plans: Sequence[Plan], bits: float) -> Choice:
    """The choice of given plans, with what they were compared with."""
    if coder.sensitivities is None:
        return Choice(plans, bits)
    every = zip(coder.layers, coder.sensitivities, coder.candidates(bits), plans, strict=True)
    return Choice(plans, bits, [_reason(*one) for one in every])


def _reason(
    layer: Layer, sensitivity: float, candidates: list[Candidate], plan: Plan
) -> dict[str, Any]:
    return {
        "name": layer.name,
        "sensitivity": sensitivity,
        "candidates": [
            form_of(c.plan.record) | {"bytes": c.stored_bits // 8, "damage": sensitivity * c.noise}
            for c in candidates
        ],
        "choice": form_of(plan.record),
    }
