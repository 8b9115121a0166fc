"""The training loop."""

from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np

from seedlite.progress import Progress
from seedlite.search import Curvature
from seedlite.training.checkpoint import Checkpoint, Values, assign, values_of
from seedlite.training.data import Batch, TrainingData, some
from seedlite.training.freezing import freeze
from seedlite.training.identity import Identity
from seedlite.training.learner import Learner
from seedlite.training.loss import Loss
from seedlite.training.network import TrainableNetwork
from seedlite.training.schedule import Schedule

MOMENTS_FROM, SETTLED_WITH = 512, 2048  # samples
BEAM_WIDTH = 128  # of the beam search for seed bits


class Trainer:
    """Trains a network until it is settled, and keeps the best settled state."""

    def __init__(
        self,
        network: TrainableNetwork,
        loss: Loss,
        data: TrainingData,
        schedule: Schedule,
        curvature: Mapping[int, Curvature],
    ):
        """curvature: of the original's layers, by operator."""
        self._network, self._loss = network, loss
        self._data, self._schedule, self._curvature = data, schedule, curvature
        self._variables = network.variables
        self._optimizer = keras.optimizers.Adam(name="adam")
        self._learner = Learner(network, loss, self._optimizer)
        self.score = -np.inf  # score of the best settled state
        self._best: Values = {}

    def run(
        self,
        checkpoint: Path | None,
        identity: Identity,
        resumed: Checkpoint | None,
        progress: Progress | None,
    ) -> None:
        """Trains. checkpoint: file written after every epoch. resumed: state to continue from."""
        steps, per_epoch = self._schedule.steps, self._data.steps_per_epoch
        done = 0
        if resumed and checkpoint:
            resumed.restore(checkpoint, self._kept, self._optimizer.variables)
            done, self.score, self._best = resumed.steps, resumed.score, resumed.best
        for epoch in range(done // per_epoch, -(-steps // per_epoch)):
            for step, batch in zip(
                range(epoch * per_epoch, steps), self._data.epoch(epoch), strict=False
            ):
                self._prepare(step)
                value = self._step(step, batch)
                done = step + 1
                if progress:
                    progress(done, steps, f"loss {value:.3f}")
            self._keep_best(done)
            if checkpoint:
                self._checkpoint(identity, done).write(checkpoint)
        assign(self._kept, self._best)

    def _prepare(self, step: int) -> None:
        """Prunes, freezes or settles as the schedule says for this step."""
        pruned = self._schedule.share_to_prune(step)
        if pruned is not None:
            for _, kernel in self._network.seeded():
                kernel.prune(pruned)
        share = self._schedule.share_to_freeze(step)
        if share is not None:
            x = some(self._data, MOMENTS_FROM, step)
            freeze(self._network, share, x, self._curvature, BEAM_WIDTH)
        if step == self._schedule.settle_at:
            self._network.settle(some(self._data, SETTLED_WITH, step))

    def _step(self, step: int, batch: Batch) -> float:
        self._optimizer.learning_rate.assign(self._schedule.rate(step))
        return self._learner.step(step, batch, settled=step >= self._schedule.settle_at)

    def _keep_best(self, done: int) -> None:
        if done <= self._schedule.settle_at:
            return
        score = self._loss.score(self._data.held_out, self._network.settled_outputs)
        if score >= self.score:
            self.score, self._best = score, values_of(self._kept)

    @property
    def _kept(self) -> list[keras.Variable]:
        return [*self._variables, *self._network.state]

    def _checkpoint(self, identity: Identity, done: int) -> Checkpoint:
        return Checkpoint(
            identity,
            done,
            self.score,
            network=values_of(self._kept),
            optimizer=values_of(self._optimizer.variables),
            best=self._best,
        )
