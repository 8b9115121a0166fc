"""Turns a request into a file with its reasons."""

from dataclasses import dataclass, field

import numpy as np

from seedlite.allocate.batch_sizes import BatchCoder
from seedlite.allocate.budget import encode_within_budget
from seedlite.allocate.coder import LayerCoder
from seedlite.allocate.encode import EncodedFile, FileEncoder, LayerTrainer
from seedlite.allocate.file_form import FileForm
from seedlite.allocate.max_drop import DropSearch, TrialReport
from seedlite.allocate.recipe import Form, RecipeReport, recipe_of
from seedlite.allocate.request import DEFAULT_BITS, FAST, Request
from seedlite.allocate.seed_bits import SeededCoder
from seedlite.allocate.selection import Choice, LayerChoice, choose, choose_by_trial
from seedlite.codec import CentralizedLayer, CodedModel, weight_tensor
from seedlite.errors import DoesNotFitError, UnsupportedError
from seedlite.execution import Comparison, EvaluationData
from seedlite.model import (
    ALL_KINDS,
    DEFAULT_KINDS,
    SINGLE_SCALE,
    Layer,
    Model,
    layer_weights,
    select_layers,
)
from seedlite.prepare import Deployable
from seedlite.progress import Progress
from seedlite.reports import Report
from seedlite.search import encode_network


@dataclass(frozen=True)
class Network:
    """A network to store.

    model: as the runtime will run it.
    original: the int8 model that losses are measured against.
    samples: int8 [n, ...input shape], for sensitivities and the calibrated search, or None.
    data: for measuring a limit of loss, or None.
    training: finds the weights, or None.
    seed: of all draws. form: of the file.
    """

    model: Model
    original: Deployable
    samples: np.ndarray | None = None
    data: EvaluationData | None = None
    training: LayerTrainer | None = None
    seed: int = 0
    form: FileForm = field(default_factory=FileForm)


@dataclass(frozen=True, kw_only=True, eq=False)
class Limits(Report):
    """The given limits: bits per weight, bytes of the file, loss in the metric's unit."""

    bits: float | None = None
    budget: int | None = None
    max_drop: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ChoiceReport(Report):
    """`layers`: the candidates; empty if nothing was compared."""

    limits: Limits
    layers: list[LayerChoice]


@dataclass(frozen=True)
class Allocation:
    """A file as requested, with its reasons. `recipe`, `choice`: for methods that choose by layer;
    `comparison`, `trials`: for a search by measuring."""

    encoded: EncodedFile
    notes: list[str] = field(default_factory=list)
    recipe: RecipeReport | None = None
    choice: ChoiceReport | None = None
    comparison: Comparison | None = None
    trials: list[TrialReport] | None = None


def allocate_layers(request: Request, network: Network, progress: Progress | None) -> Allocation:
    """Returns a file as requested. Raises UsageError, BadInputError, DoesNotFitError,
    AccuracyError."""
    layers, notes = _decodable(request, network, _selected(request, network))
    if not request.per_layer:
        return Allocation(_with_few_statistics(request, network, layers, progress), notes)
    layers, few = _large_enough(request, network, layers)
    notes += few
    if not layers:
        return Allocation(_encoded_file(CodedModel([], network.model), network), notes)
    coder = _coder(request, network, layers)
    encoder = FileEncoder(coder, network.form, network.training)
    comparison, trials = None, None
    if request.max_drop is not None and network.data is not None:
        request.check_drop(network.data.metric)
        search = DropSearch(encoder, network.original, network.data, request.max_drop)
        trial = search.run(request.budget, progress)
        encoded, comparison, trials = trial.encoded, search.compared(trial), search.reports()
    elif request.budget is not None:
        encoded = encode_within_budget(encoder, request.budget, progress)
    else:
        encoded = encoder.encode(_choice(request, coder, progress), progress)
    parts = encoded.coded.parts
    recipe = recipe_of(encoded.coded.model, request.method, parts) if parts else None
    limits = Limits(bits=request.bits, budget=request.budget, max_drop=request.max_drop)
    choice = ChoiceReport(limits=limits, layers=encoded.choice.reasons)
    return Allocation(encoded, notes, recipe, choice, comparison, trials)


def _selected(request: Request, network: Network) -> list[Layer]:
    if request.recipe is not None:
        return request.recipe.select(network.model)
    measured = network.samples is not None and request.batch_size is None
    kinds = ALL_KINDS if request.per_layer and measured else DEFAULT_KINDS
    return select_layers(network.model, request.layers, kinds)


def _decodable(
    request: Request, network: Network, layers: list[Layer]
) -> tuple[list[Layer], list[str]]:
    """Returns the layers that the file's form can hold, and a note for each other, which stays
    int8. Raises UnsupportedError if a recipe centralizes it."""
    apart = [layer for layer in layers if network.form.portable and layer.kind in SINGLE_SCALE]
    cause = "kernels of other interpreters read them before DECODE computes them"
    if apart and request.recipe is not None:
        raise UnsupportedError(
            f"{request.recipe.place}: the weights of '{apart[0].name}' cannot be centralized in a "
            f"portable file: {cause}; make them stored, or leave `portable` out"
        )
    notes = [f"{layer.name}: its weights stay int8, as {cause}" for layer in apart]
    return [layer for layer in layers if layer not in apart], notes


def _with_few_statistics(
    request: Request, network: Network, chosen: list[Layer], progress: Progress | None
) -> EncodedFile:
    """Encodes by the methods unitary and layer, which have no choice."""
    model = network.model
    tensors = [weight_tensor(model, layer) for layer in chosen]
    encoded, shared = encode_network(tensors, request.method, seed=network.seed, progress=progress)
    if network.training is not None:
        return _encoded_file(network.training.train(chosen, encoded, progress), network)
    parts = [CentralizedLayer(layer, one) for layer, one in zip(chosen, encoded, strict=True)]
    return _encoded_file(CodedModel(parts, model, shared), network)


def _encoded_file(coded: CodedModel, network: Network) -> EncodedFile:
    """Returns a file without choices."""
    return EncodedFile(Choice([]), coded, network.form.pack(coded))


def _large_enough(
    request: Request, network: Network, layers: list[Layer]
) -> tuple[list[Layer], list[str]]:
    """Returns the layers that seed bits can store within the allowed bits, and a note for each that
    stays int8. Drops the smallest layers first."""
    if request.method != "seeded" or request.limited or request.recipe is not None:
        return layers, []
    bits = _bits(request)
    assert bits is not None
    left, notes = list(layers), []
    while left:
        try:
            SeededCoder(network.model, left, None, bits=bits, prune=request.prune).fallback(bits)
            break
        except DoesNotFitError:
            smallest = min(left, key=lambda layer: layer_weights(network.model, layer).count)
            left.remove(smallest)
            count = layer_weights(network.model, smallest).count
            few = f"its {count:,} weights are too few for {bits:g} bits each"
            notes.append(f"{smallest.name}: {few}; they stay int8")
    return left, notes


def _choice(request: Request, coder: LayerCoder, progress: Progress | None) -> Choice:
    """Returns the choice that recipe or batch size fixes, or else the best one within the allowed
    bits."""
    if request.recipe is not None:
        forms = [request.recipe.forms[layer.name] for layer in coder.layers]
    elif request.batch_size is not None:
        forms = [Form(batch_size=request.batch_size)] * len(coder.layers)
    else:
        bits = DEFAULT_BITS if request.bits is None else request.bits
        return choose_by_trial(coder, lambda each: choose(each, bits), progress)
    return Choice([coder.plan(number, form) for number, form in enumerate(forms)])


def _coder(request: Request, network: Network, layers: list[Layer]) -> LayerCoder:
    if request.method == "batch":
        return BatchCoder(network.model, layers, network.samples, network.seed)
    return SeededCoder(
        network.model,
        layers,
        network.samples,
        bits=_bits(request),
        budget=request.budget,
        trained=network.training is not None,
        prune=request.prune,
        curved=request.effort != FAST,
    )


def _bits(request: Request) -> float | None:
    """Returns the allowed bits per weight; None if another limit determines them."""
    if request.bits is None and not request.limited:
        return DEFAULT_BITS
    return request.bits
