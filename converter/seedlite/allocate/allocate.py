"""Turns a request into a file and a report of the choice."""

from typing import Any

import numpy as np

from seedlite.allocate.batch_sizes import BatchCoder
from seedlite.allocate.budget import encode_within_budget
from seedlite.allocate.coder import Int8Plan, LayerCoder
from seedlite.allocate.encode import EncodedFile, FileEncoder, LayerTrainer
from seedlite.allocate.max_drop import DropSearch
from seedlite.allocate.recipe import recipe_of
from seedlite.allocate.request import DEFAULT_BITS, Request
from seedlite.allocate.seed_bits import SeededCoder
from seedlite.allocate.selection import Choice, choose
from seedlite.codec import CodedModel, centralize
from seedlite.errors import DoesNotFitError
from seedlite.execution import EvaluationData
from seedlite.model import ALL_KINDS, DEFAULT_KINDS, Layer, Model, layer_weights, select_layers
from seedlite.progress import Progress


def fulfil(
    request: Request,
    model: Model,
    original: bytes,
    samples: np.ndarray | None,
    data: EvaluationData | None,
    seed: int,
    keep_names: bool,
    training: LayerTrainer | None,
    progress: Progress | None,
) -> tuple[EncodedFile, dict[str, Any]]:
    """Returns a file as requested, and the report's fields on the choice.

    original: the file that `model` was parsed from.
    samples: int8 [n, ...input shape], for sensitivities and the calibrated search.
    data: what `max_drop` is measured on.
    Raises UsageError, BadInputError, DoesNotFitError, AccuracyError.
    """
    if request.recipe is None:
        measured = samples is not None and request.batch_size is None
        layers = select_layers(model, request.layers, ALL_KINDS if measured else DEFAULT_KINDS)
    else:
        layers = request.recipe.select(model)
    layers, notes = _large_enough(request, model, layers, seed)
    if not layers:
        return _stored(model, keep_names), {"notes": notes}
    coder = _coder(request, model, layers, samples, seed, training is not None)
    encoder = FileEncoder(coder, keep_names, training)
    if request.max_drop is not None and data is not None:
        request.check_drop(data.metric)
        search = DropSearch(encoder, original, data, request.max_drop)
        trial = search.run(request.budget, progress)
        return trial.encoded, _report(request, trial.encoded, notes) | search.report(trial)
    if request.budget is not None:
        encoded = encode_within_budget(encoder, request.budget, progress)
    else:
        encoded = encoder.encode(_choice(request, coder), progress)
    return encoded, _report(request, encoded, notes)


def _large_enough(
    request: Request, model: Model, layers: list[Layer], seed: int
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
            _coder(request, model, left, None, seed, False).fallback(bits)
            break
        except DoesNotFitError:
            smallest = min(left, key=lambda layer: layer_weights(model, layer).count)
            left.remove(smallest)
            count = layer_weights(model, smallest).count
            few = f"its {count:,} weights are too few for {bits:g} bits each"
            notes.append(f"{smallest.name}: {few}; they stay int8")
    return left, notes


def _stored(model: Model, keep_names: bool) -> EncodedFile:
    """Returns the model without centralized layers, with an arena plan."""
    coded = CodedModel([], model)
    return EncodedFile(Choice([]), coded, centralize(coded, keep_names))


def _choice(request: Request, coder: LayerCoder) -> Choice:
    """Returns the choice that the recipe or the batch size fixes, or else the best one within the
    allowed bits."""
    if request.recipe is not None:
        forms = [request.recipe.forms[layer.name] for layer in coder.layers]
    elif request.batch_size is not None:
        forms = [{"batch_size": request.batch_size}] * len(coder.layers)
    else:
        return choose(coder, DEFAULT_BITS if request.bits is None else request.bits)
    return Choice([coder.plan(number, form) for number, form in enumerate(forms)])


def _coder(
    request: Request,
    model: Model,
    layers: list[Layer],
    samples: np.ndarray | None,
    seed: int,
    trained: bool,
) -> LayerCoder:
    if request.method == "batch":
        return BatchCoder(model, layers, samples, seed)
    limits = _bits(request), request.budget
    return SeededCoder(model, layers, samples, *limits, trained, request.prune)


def _bits(request: Request) -> float | None:
    """Returns the allowed bits per weight; None if another limit determines them."""
    if request.bits is None and not request.limited:
        return DEFAULT_BITS
    return request.bits


def _report(request: Request, encoded: EncodedFile, notes: list[str]) -> dict[str, Any]:
    limits = {"bits": request.bits, "budget": request.budget, "max_drop": request.max_drop}
    coded = encoded.coded
    regenerated = sum(part.encoded.record.count for part in coded.parts)
    stored = sum(plan.weights for plan in encoded.choice.plans if isinstance(plan, Int8Plan))
    taken = stored + sum(len(part.encoded.encoded) for part in coded.parts)
    recipe = recipe_of(coded.model, request.method, coded.parts)
    return {
        **({"recipe": recipe} if coded.parts else {}),
        "considered_weights": regenerated + stored,
        "bits_per_weight": 8 * taken / (regenerated + stored),
        "choice": {
            "limits": {name: limit for name, limit in limits.items() if limit is not None},
            "layers": encoded.choice.reasons,
        },
        "notes": notes,
    }
