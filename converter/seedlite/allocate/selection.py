"""Chooses among the layers' candidates and explains the choice."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from seedlite.allocate.coder import Candidate, LayerCoder, LayerPlan
from seedlite.allocate.knapsack import least_distortion
from seedlite.allocate.recipe import STORED, Form, form_of
from seedlite.model import Layer
from seedlite.reports import Report


@dataclass(frozen=True, kw_only=True, eq=False)
class CandidateReport(Form):
    """A candidate's form, or `stored` as int8: bytes of its weights, and `damage`, the output's
    predicted squared error."""

    stored: bool | None = None
    bytes: int
    damage: float


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerChoice(Report):
    """The candidates of the layer `name`. `sensitivity`: output error per relative squared error of
    the weights; `record_bytes`: of the record beside the weights, if layers may stay int8;
    `choice`: the chosen form, or 'stored'."""

    name: str
    sensitivity: float
    record_bytes: int | None = None
    candidates: list[CandidateReport]
    choice: Form | str


@dataclass(frozen=True)
class Choice:
    """A plan for each layer of a coder. `reasons`: the candidates by layer; `bits`: the limit per
    weight. Both are empty if nothing was compared."""

    plans: Sequence[LayerPlan]
    bits: float = 0.0
    reasons: list[LayerChoice] = field(default_factory=list)


def choose(coder: LayerCoder, bits: float) -> Choice:
    """Returns the plans with the least predicted distortion at `bits` per weight, plus the coder's
    tolerance. Raises DoesNotFitError."""
    sensitivities = coder.sensitivities
    if sensitivities is None:
        return Choice(coder.fallback(bits), bits)
    candidates = coder.candidates(bits)
    distortions = [
        [s * c.relative_error for c in layer]
        for s, layer in zip(sensitivities, candidates, strict=True)
    ]
    allowed = round((bits + coder.tolerance) * coder.weights)
    picked = _picked(candidates, distortions, coder.record_bits, allowed)
    if not picked:
        return explained(coder, coder.fallback(bits), bits)
    plans = [layer[at].plan for layer, at in zip(candidates, picked, strict=True)]
    return explained(coder, plans, bits)


def _picked(
    candidates: list[list[Candidate]],
    distortions: list[list[float]],
    records: Sequence[int],
    allowed: int,
) -> list[int]:
    """Picks one candidate per layer for the least distortion, so that the weights take at most
    `allowed` bits; empty if that is impossible. Records count as costs, so the limit is lowered
    until the weights alone keep it."""
    costs = [_file_bits(*layer) for layer in zip(candidates, records, strict=True)]
    limit = allowed + sum(abs(record) for record in records)
    while picked := least_distortion(costs, distortions, limit):
        taken = zip(candidates, picked, strict=True)
        excess = sum(layer[at].stored_bits for layer, at in taken) - allowed
        if excess <= 0:
            break
        limit -= excess  # stays at or above `allowed`, as costs are no less than the weights
    return picked


def _file_bits(candidates: list[Candidate], record: int) -> list[int]:
    """Returns the candidates' bits in the file, up to a constant."""
    if not any(c.stays_int8 for c in candidates):
        return [c.stored_bits for c in candidates]
    return [c.stored_bits + max(-record if c.stays_int8 else record, 0) for c in candidates]


def explained(coder: LayerCoder, plans: Sequence[LayerPlan], bits: float) -> Choice:
    """Returns the choice of given plans, with the candidates they compete with."""
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
    layer: Layer, sensitivity: float, record_bits: int, candidates: list[Candidate], plan: LayerPlan
) -> LayerChoice:
    compared = any(c.stays_int8 for c in candidates)
    return LayerChoice(
        name=layer.name,
        sensitivity=sensitivity,
        record_bytes=record_bits // 8 if compared else None,
        candidates=[_described(c, sensitivity) for c in candidates],
        choice=STORED if plan.record is None else form_of(plan.record),
    )


def _described(candidate: Candidate, sensitivity: float) -> CandidateReport:
    record, damage = candidate.plan.record, sensitivity * candidate.relative_error
    form = {STORED: True} if record is None else form_of(record)
    return CandidateReport(**form, bytes=candidate.stored_bits // 8, damage=damage)
