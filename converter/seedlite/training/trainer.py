"""The training loop."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import tensorflow as tf

import keras
from seedlite.errors import BadInputError
from seedlite.training.checkpoint import Checkpoint
from seedlite.training.data import Batch, TrainingData, some
from seedlite.training.freezing import freeze
from seedlite.training.loss import Loss
from seedlite.training.network import TrainedNetwork
from seedlite.training.schedule import Schedule

MOMENTS_FROM, SETTLED_WITH = 512, 2048  # samples
SURVIVORS = 128  # of the search for seed bits

# (steps done, all steps, what is to be said about the state)
Progress = Callable[[int, int, str], None]


class Trainer:
    """Trains a network until it is settled, and keeps the best state that it then has."""

    def __init__(self, network: TrainedNetwork, loss: Loss, data: TrainingData, schedule: Schedule):
        self._network, self._loss = network, loss
        self._data, self._schedule = data, schedule
        self._variables = network.variables
        self._optimizer = keras.optimizers.Adam()
        self._optimizer.build(self._variables)
        self._learn = {settled: self._learning(settled) for settled in (False, True)}
        self.score = -np.inf  # of the best settled state
        self._best: list[np.ndarray] = []

    def run(
        self, checkpoint: Path | None, identity: str, resume: bool, progress: Progress | None
    ) -> None:
        """checkpoint: written after every epoch; with `resume`, where training goes on from."""
        steps, per_epoch = self._schedule.steps, self._data.steps_per_epoch
        done = 0
        if resume and checkpoint:
            done = self._restore(Checkpoint.read(checkpoint, identity))
        for epoch in range(done // per_epoch, -(-steps // per_epoch)):
            for step, batch in zip(
                range(epoch * per_epoch, steps), self._data.epoch(epoch), strict=False
            ):
                self._prepare(step)
                value = self._step(step, batch)
                if not np.isfinite(value):
                    raise BadInputError(
                        f"training diverged at step {step}: the loss is {value}; are all samples "
                        "in the model's own units?"
                    )
                done = step + 1
                if progress:
                    progress(done, steps, f"loss {value:.3f}")
            self._keep_best(done)
            if checkpoint:
                self._checkpoint(identity, done).write(checkpoint)
        _assign(self._kept, self._best)

    def _prepare(self, step: int) -> None:
        """What happens before some steps."""
        pruned = self._schedule.share_to_prune(step)
        if pruned is not None:
            for _, kernel in self._network.seeded():
                kernel.prune(pruned)
        share = self._schedule.share_to_freeze(step)
        if share is not None:
            freeze(self._network, share, some(self._data, MOMENTS_FROM, step), SURVIVORS)
        if step == self._schedule.settle_at:
            self._network.settle(some(self._data, SETTLED_WITH, step))

    def _step(self, step: int, batch: Batch) -> float:
        self._optimizer.learning_rate.assign(self._schedule.rate(step))
        x, y = batch
        settled = step >= self._schedule.settle_at
        return float(self._learn[settled](tf.constant(x), None if y is None else tf.constant(y)))

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

    def _keep_best(self, done: int) -> None:
        if done <= self._schedule.settle_at:
            return
        score = self._loss.score(self._data.held_out, self._network.settled_outputs)
        if score >= self.score:
            self.score, self._best = score, _values(self._kept)

    @property
    def _kept(self) -> list[keras.Variable]:
        return [*self._variables, *self._network.state]

    def _checkpoint(self, identity: str, done: int) -> Checkpoint:
        return Checkpoint(
            identity,
            done,
            self.score,
            network=_values(self._kept),
            optimizer=_values(self._optimizer.variables),
            best=self._best,
        )

    def _restore(self, checkpoint: Checkpoint) -> int:
        _assign(self._kept, checkpoint.network)
        _assign(self._optimizer.variables, checkpoint.optimizer)
        self.score, self._best = checkpoint.score, checkpoint.best
        return checkpoint.steps


def _values(variables: list[keras.Variable]) -> list[np.ndarray]:
    return [variable.numpy() for variable in variables]


def _assign(variables: list[keras.Variable], values: list[np.ndarray]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
