"""Encodes the layers of a network one by one, each on the activations that the coded layers before
it give."""

from collections.abc import Sequence

import numpy as np

from seedlite.codec import (
    CentralizedLayer,
    CodedModel,
    correct_bias,
    editable,
    install_weights,
    weight_tensor,
)
from seedlite.model import Layer, Model, has_constant_weights, layer_bias
from seedlite.progress import Progress
from seedlite.search.beam import BEAM_WIDTH
from seedlite.search.calibrated.activations import Arenas, thinned
from seedlite.search.calibrated.additions import Additions
from seedlite.search.calibrated.curvature import curvatures
from seedlite.search.calibrated.layer import bias_correction, code_layer, layer_moments
from seedlite.search.plan import TensorPlan


def encode_calibrated(
    model: Model,
    chosen: list[Layer],
    plans: Sequence[TensorPlan],
    samples: np.ndarray,
    progress: Progress | None = None,
    curved: bool = True,
    beam_width: int = BEAM_WIDTH,
) -> CodedModel:
    """Encodes the chosen layers with seed bits, each by its plan, and corrects the biases of later
    layers.

    samples: int8 [n, ...input shape], thinned if they are many.
    progress: called with the number of weights coded so far and the total.
    curved: whether the curvature of the end loss counts beside the layers' inputs.
    """
    samples = thinned(model, samples)
    curvature = curvatures(model, samples) if curved else {}
    original = Arenas(model, samples)
    by_place = {layer.place: plan for layer, plan in zip(chosen, plans, strict=True)}
    coded = original.copy()
    corrected, stored = editable(model), editable(model)
    additions = Additions(model, by_place)
    parts: list[CentralizedLayer] = []
    done, total = 0, sum(plan.record.count for plan in plans)
    for layer, at in additions.order():
        plan = by_place.get(layer.place)
        if plan is None and not (parts and _has_bias(model, layer)):
            continue
        original.advance(model, at)
        coded.advance(stored, at)
        addend = additions.addend(layer, original, coded, stored)
        found = layer_moments(model, layer, original, coded, addend)
        if plan is None and found is not None:
            tensor = weight_tensor(model, layer)
            rows = tensor.order.rows(tensor.values)
            correction = bias_correction(model, layer, found, rows, rows)
            for changed in (corrected, stored):
                correct_bias(changed, layer, correction)
        if plan is None:
            continue
        curved_by = curvature.get(layer.operator)
        noise = 4.0**-plan.rate.bits_per_weight  # of an ideal code
        part = code_layer(model, layer, plan, found, beam_width, curved_by, noise)
        install_weights(stored, part)
        parts.append(part)
        done += plan.record.count
        if progress:
            progress(done, total)
    return CodedModel(sorted(parts, key=lambda part: part.layer.place), corrected)


def _has_bias(model: Model, layer: Layer) -> bool:
    return has_constant_weights(model, layer) and layer_bias(model, layer) is not None
