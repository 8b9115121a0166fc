"""Chooses among the layers' candidates and explains the choice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from seedlite.allocate.coder import Int8Plan, LayerCoder, LayerPlan, stored_bits
from seedlite.allocate.knapsack import least_distortion
from seedlite.allocate.recipe import STORED, Form, form_of
from seedlite.codec import Record
from seedlite.progress import CHOOSING, Progress, announce
from seedlite.reports import Report

Records = tuple[Record | None, ...]  # of all layers, None for int8


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

    @property
    def records(self) -> Records:
        return tuple(plan.record for plan in self.plans)


def choose(coder: LayerCoder, bits: float) -> Choice:
    """Returns the plans with the least predicted damage at `bits` per weight, plus the coder's
    tolerance. Raises DoesNotFitError."""
    if coder.sensitivities is None:
        return Choice(coder.fallback(bits), bits)
    candidates = coder.candidates(bits)
    damages = _damages(coder, candidates)
    allowed = round((bits + coder.tolerance) * coder.weights)
    picked = _picked(candidates, damages, coder.record_bits, allowed)
    plans: Sequence[LayerPlan]
    if picked:
        plans = [layer[at] for layer, at in zip(candidates, picked, strict=True)]
    else:
        plans = coder.fallback(bits)
    return Choice(plans, bits, _reasons(coder, candidates, damages, plans))


def choose_by_trial(
    coder: LayerCoder,
    choosing: Callable[[LayerCoder], Choice],
    progress: Progress | None = None,
) -> Choice:
    """Returns what `choosing` returns for the coder, or for its alternative if that has the smaller
    error in a trial."""
    announce(progress, CHOOSING)
    choice, alternative = choosing(coder), coder.alternative
    if alternative is None:
        return choice
    other = choosing(alternative)
    if other.records == choice.records:
        return choice
    return min((choice, other), key=lambda each: alternative.trial_error(each.plans))


def _damages(coder: LayerCoder, candidates: list[list[LayerPlan]]) -> list[list[float]]:
    return [[coder.damage(n, plan) for plan in layer] for n, layer in enumerate(candidates)]


def _picked(
    candidates: list[list[LayerPlan]],
    damages: list[list[float]],
    records: Sequence[int],
    allowed: int,
) -> list[int]:
    """Picks one candidate per layer for the least sum of damages, so that the weights take at most
    `allowed` bits; empty if that is impossible. Records count as costs, so the limit is lowered
    until the weights alone keep it."""
    costs = [_file_bits(*layer) for layer in zip(candidates, records, strict=True)]
    limit = allowed + sum(abs(record) for record in records)
    while picked := least_distortion(costs, damages, limit):
        taken = zip(candidates, picked, strict=True)
        excess = sum(stored_bits(layer[at]) for layer, at in taken) - allowed
        if excess <= 0:
            break
        limit -= excess  # stays at or above `allowed`, as costs are no less than the weights
    return picked


def _file_bits(candidates: list[LayerPlan], record: int) -> list[int]:
    """Returns the candidates' bits in the file, up to a constant."""
    bits = [stored_bits(plan) for plan in candidates]
    if not _include_int8(candidates):
        return bits
    records = [-record if isinstance(plan, Int8Plan) else record for plan in candidates]
    return [bit + max(extra, 0) for bit, extra in zip(bits, records, strict=True)]


def _include_int8(candidates: list[LayerPlan]) -> bool:
    return any(isinstance(plan, Int8Plan) for plan in candidates)


def explained(coder: LayerCoder, plans: Sequence[LayerPlan], bits: float) -> Choice:
    """Returns the choice of given plans, with the candidates they compete with."""
    if coder.sensitivities is None:
        return Choice(plans, bits)
    candidates = coder.candidates(bits)
    return Choice(plans, bits, _reasons(coder, candidates, _damages(coder, candidates), plans))


def _reasons(
    coder: LayerCoder,
    candidates: list[list[LayerPlan]],
    damages: list[list[float]],
    plans: Sequence[LayerPlan],
) -> list[LayerChoice]:
    every = zip(candidates, damages, plans, strict=True)
    return [_reason(coder, number, *layer) for number, layer in enumerate(every)]


def _reason(
    coder: LayerCoder,
    number: int,
    candidates: list[LayerPlan],
    damages: list[float],
    plan: LayerPlan,
) -> LayerChoice:
    assert coder.sensitivities is not None
    compared = _include_int8(candidates)
    return LayerChoice(
        name=coder.layers[number].name,
        sensitivity=coder.sensitivities[number],
        record_bytes=coder.record_bits[number] // 8 if compared else None,
        candidates=[_described(*one) for one in zip(candidates, damages, strict=True)],
        choice=STORED if plan.record is None else form_of(plan.record),
    )


def _described(plan: LayerPlan, damage: float) -> CandidateReport:
    form = {STORED: True} if plan.record is None else form_of(plan.record)
    return CandidateReport(**form, bytes=stored_bits(plan) // 8, damage=damage)
