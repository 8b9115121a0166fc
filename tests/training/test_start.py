"""Networks before their first step, and at it."""

import numpy as np
import pytest
import tensorflow as tf

from seedlite.training.kernels import EAGERNESS, TrainableStatistics
from seedlite.training.layer import batch_normalized
from seedlite.training.operators import weighted


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


@pytest.mark.parametrize(("batch_size", "expected"), [(5, 1), (81, 1), (8100, 0.1)])
def test_statistics_of_many_weights_move_more_slowly(batch_size, expected):
    zero = np.zeros(1)
    statistics = TrainableStatistics(zero, zero, batch_size)
    statistics.variables[0].assign(np.ones(1))
    assert statistics.means().numpy() == pytest.approx(EAGERNESS * expected)


@pytest.mark.parametrize("shape", [(32, 7, 7, 5), (128, 9)])
def test_batch_normalization_in_one_operator_is_the_sum_of_its_parts(shape):
    rng = np.random.default_rng(0)
    sums = tf.constant(rng.normal(3, 2, shape), tf.float32)
    gains, offsets = (tf.constant(rng.normal(1, 1, shape[-1]), tf.float32) for _ in range(2))
    outputs, found = batch_normalized(sums, gains, offsets, epsilon=1e-3)
    means, variances = tf.nn.moments(sums, range(len(shape) - 1))
    expected = gains * (sums - means) * tf.math.rsqrt(variances + 1e-3) + offsets
    np.testing.assert_allclose(outputs, expected, atol=2e-5)
    np.testing.assert_allclose(found.means, means, rtol=1e-5)
    np.testing.assert_allclose(found.variances, variances, rtol=1e-5)
