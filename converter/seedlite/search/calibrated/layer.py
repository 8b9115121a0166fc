"""Encodes one layer and corrects its biases, from the activations before it."""

import numpy as np

from seedlite.codec import CentralizedLayer
from seedlite.model import Layer, Model, layer_source
from seedlite.search.calibrated.additions import Addend
from seedlite.search.calibrated.curvature import Curvature
from seedlite.search.calibrated.inputs import Activations, choose_rows, has_input_rows, input_rows
from seedlite.search.calibrated.metric import Metric
from seedlite.search.calibrated.moments import Moments, moments
from seedlite.search.calibrated.tensor import encode_with_feedback
from seedlite.search.plan import TensorPlan
from seedlite.search.seeded import encode_seeded


def layer_moments(
    model: Model,
    layer: Layer,
    original: Activations,
    coded: Activations,
    addend: Addend | None = None,
) -> Moments | None:
    """Returns the moments of the layer's inputs and of what its outputs' addend lost; None where
    samples do not show them. Both activations stand before its operator."""
    if not has_input_rows(model, layer):
        return None
    rows = choose_rows(model, layer, original.samples)
    before = input_rows(model, layer, original, rows)
    # the model of the coded activations is not at hand to run on
    same = coded is original or layer_source(model, layer).variable
    after = before if same else input_rows(model, layer, coded, rows)
    return moments(before, after, addend and addend.rows(rows))


def code_layer(
    model: Model,
    layer: Layer,
    plan: TensorPlan,
    found: Moments | None,
    beam_width: int,
    curvature: Curvature | None = None,
    noise: float = 0.0,
) -> CentralizedLayer:
    """Encodes the layer as planned; without moments, by its weights alone.

    noise: see Metric.of."""
    if found is None:
        return CentralizedLayer(layer, encode_seeded(plan))
    encoded = encode_with_feedback(plan, Metric.of(found, curvature, noise), beam_width)
    order = plan.tensor.order
    weights = order.rows(encoded.weights) * np.asarray(encoded.channel_scales, float)[:, None]
    correction = bias_correction(model, layer, found, order.rows(plan.tensor.values), weights)
    return CentralizedLayer(layer, encoded, correction)


def bias_correction(
    model: Model, layer: Layer, found: Moments, original: np.ndarray, coded: np.ndarray
) -> np.ndarray:
    """Returns what to add to the biases so that every output channel keeps its mean: real,
    [channels].

    original, coded: real weights, [channels, inputs]. Bias correction: Nagel et al. 2019.
    """
    lost = np.sum(original * found.means - coded * found.coded_means, axis=1)
    if found.lost_means is not None:
        lost += found.lost_means
    return layer_source(model, layer).scale * lost
