"""The training loss, and the score that compares states."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from seedlite.training.data import LabelledSamples
from seedlite.training.network import Teacher, mini_batches


@dataclass(frozen=True)
class Teaching:
    """Settings of distillation: a high temperature shows which classes the original finds
    similar."""

    temperature: float
    labels_share: float  # of the loss, with labels


REPAIRING = Teaching(2.0, 0.5)  # for networks that start near the original
ANEW = Teaching(4.0, 0.2)  # for networks with layers of random weights


class Loss:
    """Divergence from the original's outputs (distillation, Hinton et al., 2015), and cross entropy
    with the labels, if any. Classifiers' outputs are taken before the softmax."""

    def __init__(self, original: Teacher, begins_anew: bool):
        self._original = original
        self._teaching = ANEW if begins_anew else REPAIRING
        self._classifies = original.replay.probabilities

    def __call__(self, x: tf.Tensor, y: tf.Tensor | None, outputs: tf.Tensor) -> tf.Tensor:
        distance = self._distance(self._original(x), outputs)
        if y is None:
            return distance
        wrong = tf.nn.sparse_softmax_cross_entropy_with_logits(y, outputs)
        share = self._teaching.labels_share
        return (1 - share) * distance + share * tf.reduce_mean(wrong)

    def score(self, samples: LabelledSamples, network: Callable[[tf.Tensor], tf.Tensor]) -> float:
        """Returns a score to maximize: accuracy, or the negative distance without labels."""
        outputs = [network(x) for x in mini_batches(samples.x)]
        if samples.y is not None:
            found = np.concatenate([part.numpy().argmax(axis=1) for part in outputs])
            return float(np.mean(found == samples.y))
        pairs = zip(mini_batches(samples.x), outputs, strict=True)
        return -float(np.mean([self._distance(self._original(x), out) for x, out in pairs]))

    def _distance(self, wanted: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        if not self._classifies:
            error = tf.reduce_mean(tf.square(outputs - wanted))
            return error / (tf.math.reduce_variance(wanted) + 1e-12)
        temperature = self._teaching.temperature
        likely = tf.nn.log_softmax(wanted / temperature)
        unlike = likely - tf.nn.log_softmax(outputs / temperature)
        divergence = tf.reduce_sum(tf.exp(likely) * unlike, axis=-1)
        return temperature**2 * tf.reduce_mean(divergence)
