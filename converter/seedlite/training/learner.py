"""One step of training."""

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from seedlite.errors import BadInputError
from seedlite.training.data import Batch
from seedlite.training.loss import Loss
from seedlite.training.network import TrainableNetwork


class Learner:
    """Moves a network's variables against the gradient of the loss."""

    def __init__(
        self, network: TrainableNetwork, loss: Loss, optimizer: keras.optimizers.Optimizer
    ):
        self._network, self._loss, self._optimizer = network, loss, optimizer
        self._variables = network.variables
        optimizer.build(self._variables)
        self._learn = {settled: self._learning(settled) for settled in (False, True)}

    def step(self, number: int, batch: Batch, settled: bool) -> float:
        """Returns the loss of the mini-batch before the step. Raises BadInputError if it is not
        finite. number: of the step, for the message."""
        x, y = batch
        value = float(self._learn[settled](tf.constant(x), None if y is None else tf.constant(y)))
        if not np.isfinite(value):
            raise BadInputError(
                f"training diverged at step {number}: the loss is {value}; are all samples in the "
                "model's own units?"
            )
        return value

    def _learning(self, settled: bool) -> Callable[..., tf.Tensor]:
        @tf.function(reduce_retracing=True, autograph=False)
        def learn(x: tf.Tensor, y: tf.Tensor | None) -> tf.Tensor:
            with tf.GradientTape() as tape:
                value = self._loss(x, y, self._network.run(x, settled))
            gradients = tape.gradient(
                value,
                [v.value for v in self._variables],
                unconnected_gradients=tf.UnconnectedGradients.ZERO,
            )
            self._optimizer.apply(gradients, self._variables)
            return value

        return learn
