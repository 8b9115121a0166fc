"""One training, from the int8 original to what is stored."""

import hashlib
from dataclasses import dataclass

import numpy as np

from seedlite.centralize import Coded
from seedlite.graph import Layer
from seedlite.tflite import Model, pack
from seedlite.training.data import Labelled, TrainingData, some, training_data
from seedlite.training.loss import Loss
from seedlite.training.network import Original, TrainedNetwork
from seedlite.training.result import coded_network
from seedlite.training.schedule import DEFAULT_STEPS, Schedule
from seedlite.training.settings import Method, Training
from seedlite.training.start import (
    Kernels,
    seeded_kernels,
    statistics_kernels,
    unitary_kernels,
)
from seedlite.training.trainer import Progress, Trainer

START_SAMPLES = 512


@dataclass(frozen=True)
class Trained:
    """held_out: samples that the best state was chosen by and that were not trained with."""

    coded: Coded
    held_out: Labelled
    epochs: int
    steps: int


def train_network(
    model: Model,
    chosen: list[Layer],
    method: Method,
    training: Training,
    place: str,
    progress: Progress | None = None,
) -> Trained:
    """place: names the model in messages.
    Raises BadInputError, UsageError, UnsupportedError, DoesNotFitError."""
    original = Original(model, place)
    shape = model.tensors[model.inputs[0]].shape[1:]
    data = training_data(training, shape, original.replay.classes, method.seed)
    epochs = training.epochs or -(-DEFAULT_STEPS // data.steps_per_epoch)
    x = some(data, START_SAMPLES, 0)
    network = TrainedNetwork(original, _kernels(model, original, chosen, method, x), x)
    schedule = Schedule(epochs * data.steps_per_epoch)
    trainer = Trainer(network, Loss(original), data, schedule)
    identity = _identity(model, chosen, method, epochs, data)
    trainer.run(training.checkpoint, identity, training.resume, progress)
    return Trained(coded_network(model, original, network), data.held_out, epochs, schedule.steps)


def _kernels(
    model: Model, original: Original, chosen: list[Layer], method: Method, x: np.ndarray
) -> Kernels:
    if method.name == "seeded":
        return seeded_kernels(model, original, chosen, method.bits, method.seed, x)
    if method.name == "unitary":
        return unitary_kernels(original, chosen, method.seed)
    return statistics_kernels(original, chosen, method.batch_size, method.seed)


def _identity(
    model: Model, chosen: list[Layer], method: Method, epochs: int, data: TrainingData
) -> str:
    """Of everything that the state after a number of steps depends on."""
    digest = hashlib.sha256(pack(model))
    digest.update(repr((method, [layer.name for layer in chosen], epochs)).encode())
    digest.update(np.ascontiguousarray(data.held_out.x).tobytes())
    digest.update(repr(data.steps_per_epoch).encode())
    return digest.hexdigest()
