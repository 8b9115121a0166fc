"""What training minimizes."""

import numpy as np
import pytest
import tensorflow as tf

from seedlite.training.loss import ANEW, REPAIRING, Loss
from seedlite.training.network import TrainableNetwork


def log_softmax(x: np.ndarray) -> np.ndarray:
    return x - np.log(np.sum(np.exp(x), axis=1, keepdims=True))


@pytest.mark.parametrize(("begins_anew", "teaching"), [(False, REPAIRING), (True, ANEW)])
@pytest.mark.parametrize("labelled", [False, True])
def test_distance_from_the_original_and_from_labels(
    original, separable, begins_anew, teaching, labelled
):
    x, y = (part[:32] for part in separable)
    logits = original(x).numpy().astype(np.float64)
    outputs = np.random.default_rng(0).normal(0, 3, logits.shape)
    wanted, found = (log_softmax(each / teaching.temperature) for each in (logits, outputs))
    expected = teaching.temperature**2 * np.mean(np.sum(np.exp(wanted) * (wanted - found), axis=1))
    if labelled:
        wrong = -np.mean(log_softmax(outputs)[np.arange(len(y)), y])
        expected += teaching.labels_share * (wrong - expected)
    loss = Loss(original, begins_anew)
    value = loss(x, y if labelled else None, tf.constant(outputs, tf.float32))
    assert float(value) == pytest.approx(expected, rel=1e-5)


def test_networks_with_regenerated_weights_begin_anew(network, original, separable):
    assert network.begins_anew
    assert not TrainableNetwork(original, {}, separable[0]).begins_anew
