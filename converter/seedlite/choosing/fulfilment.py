"""From a request to a file and to the reasons for it."""

from typing import Any

import numpy as np

from seedlite.choosing.batch import BatchCoder
from seedlite.choosing.budget import make_within_budget
from seedlite.choosing.choice import Choice, choose
from seedlite.choosing.coder import Coder, Progress
from seedlite.choosing.drop import DropSearch
from seedlite.choosing.making import Made, Maker, Training
from seedlite.choosing.recipe import recipe_of
from seedlite.choosing.request import DEFAULT_BITS, Request
from seedlite.choosing.seeded import SeededCoder
from seedlite.evaluation import EvaluationData
from seedlite.graph import Layer, select_layers
from seedlite.tflite import Model


def fulfil(
    request: Request,
    model: Model,
    original: bytes,
    samples: np.ndarray | None,
    data: EvaluationData | None,
    seed: int,
    keep_names: bool,
    training: Training | None,
    progress: Progress | None,
) -> tuple[Made, dict[str, Any]]:
    """A file as requested, and what the report says of the choice.

    original: what `model` was parsed from. samples: int8 [n, ...input shape], to measure
    sensitivities on and guide the search for seed bits. data: what a limit of loss is measured on.
    Raises UsageError, BadInputError,
    DoesNotFitError, AccuracyError.
    """
    if request.recipe is None:
        layers = select_layers(model, request.layers)
    else:
        layers = request.recipe.select(model)
    coder = _coder(request, model, layers, samples, seed, training is not None)
    maker = Maker(coder, keep_names, training)
    if request.max_drop is not None and data is not None:
        request.check_drop(data.metric)
        search = DropSearch(maker, original, data, request.max_drop)
        trial = search.run(request.budget, progress)
        return trial.made, _report(request, trial.made) | search.report(trial)
    if request.budget is not None:
        made = make_within_budget(maker, request.budget, progress)
    else:
        made = maker.make(_choice(request, coder), progress)
    return made, _report(request, made)


def _choice(request: Request, coder: Coder) -> Choice:
    """What the recipe or the batch size says, or else the best with the bits allowed."""
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
) -> Coder:
    if request.method == "batch":
        return BatchCoder(model, layers, samples, seed)
    limits = request.bits, request.budget
    return SeededCoder(
        model, layers, samples, seed, *limits, request.tables, trained, request.prune
    )


def _report(request: Request, made: Made) -> dict[str, Any]:
    limits = {"bits": request.bits, "budget": request.budget, "max_drop": request.max_drop}
    return {
        "recipe": recipe_of(made.coded.model, request.method, made.coded.parts),
        "choice": {
            "limits": {name: limit for name, limit in limits.items() if limit is not None},
            "layers": made.choice.reasons,
        },
    }
