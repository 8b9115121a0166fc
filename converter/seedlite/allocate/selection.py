"""Chooses among the layers' candidates, and says why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from seedlite.allocate.coder import Candidate, Coder, Plan
from seedlite.allocate.knapsack import least_damage
from seedlite.allocate.recipe import STORED, form_of
from seedlite.model import Layer


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
    damages = [
        [s * c.noise for c in layer] for s, layer in zip(sensitivities, candidates, strict=True)
    ]
    allowed = round((bits + coder.tolerance) * coder.weights)
    picked = _picked(candidates, damages, coder.record_bits, allowed)
    if not picked:
        return explained(coder, coder.fallback(bits), bits)
    plans = [layer[at].plan for layer, at in zip(candidates, picked, strict=True)]
    return explained(coder, plans, bits)


def _picked(
    candidates: list[list[Candidate]],
    damages: list[list[float]],
    records: Sequence[int],
    allowed: int,
) -> list[int]:
    """A candidate of each layer, so that the weights keep `allowed` bits, for the least damage that
    a file of that size can have; empty if that cannot be."""
    costs = [_file_bits(*layer) for layer in zip(candidates, records, strict=True)]
    limit = allowed + sum(abs(record) for record in records)
    while picked := least_damage(costs, damages, limit):
        taken = zip(candidates, picked, strict=True)
        excess = sum(layer[at].stored_bits for layer, at in taken) - allowed
        if excess <= 0:
            break
        limit -= excess  # still above `allowed`: costs are no less than the weights
    return picked


def _file_bits(candidates: list[Candidate], record: int) -> list[int]:
    """What each takes in the file, where they differ in more than their weights."""
    if not any(c.is_stored for c in candidates):
        return [c.stored_bits for c in candidates]
    return [c.stored_bits + max(-record if c.is_stored else record, 0) for c in candidates]


def explained(coder: Coder, plans: Sequence[Plan], bits: float) -> Choice:
    """The choice of given plans, with what they were compared with."""
    if coder.sensitivities is None:
        return Choice(plans, bits)
    every = zip(
        coder.layers,
        coder.sensitivities,
        coder.record_bits,
        coder.candidates(bits),
        plans,
        strict=True,
    )
    return Choice(plans, bits, [_reason(*one) for one in every])


def _reason(
    layer: Layer, sensitivity: float, record_bits: int, candidates: list[Candidate], plan: Plan
) -> dict[str, Any]:
    compared = any(c.is_stored for c in candidates)
    return {
        "name": layer.name,
        "sensitivity": sensitivity,
        **({"record_bytes": record_bits // 8} if compared else {}),
        "candidates": [
            _described(c.plan) | {"bytes": c.stored_bits // 8, "damage": sensitivity * c.noise}
            for c in candidates
        ],
        "choice": STORED if plan.record is None else form_of(plan.record),
    }


def _described(plan: Plan) -> dict[str, Any]:
    return {STORED: True} if plan.record is None else form_of(plan.record)
