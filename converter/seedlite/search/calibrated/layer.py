"""Encodes one layer and corrects its biases, from the activations before it."""

import numpy as np

from seedlite.codec import CentralizedLayer
from seedlite.model import Layer, Model
from seedlite.search.calibrated.inputs import Activations, choose_rows, input_rows
from seedlite.search.calibrated.metric import Metric
from seedlite.search.calibrated.moments import Moments, moments
from seedlite.search.calibrated.tensor import encode_with_feedback
from seedlite.search.plan import TensorPlan


def layer_moments(model: Model, layer: Layer, original: Activations, coded: Activations) -> Moments:
    """Returns the moments of the layer's inputs. Both activations stand before its operator."""
    rows = choose_rows(model, layer, original.samples)
    before = input_rows(model, layer, original, rows)
    after = before if coded is original else input_rows(model, layer, coded, rows)
    return moments(before, after)


def code_layer(
    model: Model, layer: Layer, plan: TensorPlan, found: Moments, beam_width: int
) -> CentralizedLayer:
    """Encodes the layer as planned."""
    encoded = encode_with_feedback(plan, Metric.of(found), beam_width)
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
    source = model.tensors[model.operators[layer.operator].source]
    lost = np.sum(original * found.means - coded * found.coded_means, axis=1)
    return source.scale * lost
