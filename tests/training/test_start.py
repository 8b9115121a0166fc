"""Networks before their first step."""

import numpy as np
import pytest
import tensorflow as tf

from seedlite.encoder import encode_network
from seedlite.graph import select_layers
from seedlite.reading import read_model
from seedlite.training.network import Original, TrainedNetwork
from seedlite.training.operators import weighted
from seedlite.training.start import start_kernels


@pytest.fixture
def network(classifier, separable) -> TrainedNetwork:
    model = read_model(classifier.read_bytes(), str(classifier))
    original, chosen = Original(model, str(classifier)), select_layers(model, None)
    tensors = [original.tensors[layer.operator] for layer in chosen]
    encoded, _ = encode_network(tensors, "layer", seed=0)
    return TrainedNetwork(original, start_kernels(chosen, tensors, encoded), separable[0])


def test_rectifiers_after_regenerated_weights_let_most_pass(network, separable):
    """Every channel begins one deviation above zero, which is the same throughout a layer."""
    inputs: dict[int, tf.Tensor] = {}
    network.run(separable[0], settled=False, inputs=inputs)
    normalized = [pair for pair in network.statistics() if pair[0].normalized]
    assert normalized
    for layer, kernel in normalized:
        number = layer.layer.operator
        operator = network.replay.model.operators[number]
        sums = weighted(operator, inputs[number], kernel.weights(settled=False))
        outputs = layer.outputs(sums, settled=False)[0].numpy()
        means, variances = tf.nn.moments(outputs, range(outputs.ndim - 1))
        deviation = np.sqrt(np.max(variances))  # constant channels have none
        np.testing.assert_allclose(means, deviation, rtol=0.02)
