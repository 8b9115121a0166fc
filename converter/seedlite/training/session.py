"""One training, from the layers' plans to the stored form."""

from collections.abc import Mapping, Sequence

from seedlite.codec import CodedModel
from seedlite.data import HeldOutAccuracy, Training, TrainingReport, quantize_inputs
from seedlite.execution import Reference, accuracy, run_rows
from seedlite.model import Layer, Model, as_rows, borders_of
from seedlite.prepare import Deployable
from seedlite.progress import Progress
from seedlite.search import CentralizedPlan, TensorPlan, curvatures
from seedlite.training.checkpoint import Checkpoint
from seedlite.training.data import some, training_data
from seedlite.training.identity import Identity, describe_data, describe_model, describe_plans
from seedlite.training.loss import Loss
from seedlite.training.network import Teacher, TrainableNetwork
from seedlite.training.result import coded_network
from seedlite.training.schedule import DEFAULT_STEPS, Schedule
from seedlite.training.start import start_kernels
from seedlite.training.trainer import Trainer

START_SAMPLES = 512


class TrainingSession:
    """Trains a model's layers within given plans."""

    def __init__(
        self,
        training: Training,
        model: Model,
        seed: int,
        place: str,
        options: Mapping[str, object] | None = None,
    ):
        """place: names the model in messages.
        options: the options behind the plans, for the message on a checkpoint of other options.
        Raises BadInputError, UsageError, UnsupportedError."""
        self._training, self._model, self._seed = training, model, seed
        self._options = dict(options or {})
        self._original = Teacher(model, place)
        shape = borders_of(model).inputs[0].shape[1:]
        self._data = training_data(training, shape, self._original.replay.classes, seed)
        self._epochs = training.epochs or -(-DEFAULT_STEPS // self._data.steps_per_epoch)
        self._schedule = Schedule(self._epochs * self._data.steps_per_epoch, training.prune)

    @property
    def epochs(self) -> int:
        return self._epochs

    @property
    def steps(self) -> int:
        return self._schedule.steps

    def train(
        self,
        chosen: list[Layer],
        plans: Sequence[CentralizedPlan],
        progress: Progress | None = None,
    ) -> CodedModel:
        """Trains the layers. Raises BadInputError for a checkpoint of another training."""
        original, checkpoint = self._original, self._training.checkpoint
        identity = self._identity(chosen, plans) if checkpoint else {}
        resumed = None
        if checkpoint and self._training.resume:
            resumed = Checkpoint.read(checkpoint, identity)
        x = some(self._data, START_SAMPLES, 0)
        tensors = [original.tensors[layer.operator] for layer in chosen]
        network = TrainableNetwork(original, start_kernels(chosen, tensors, plans), x)
        loss = Loss(original, network.begins_anew)
        curvature = {}
        if any(isinstance(plan, TensorPlan) for plan in plans):
            curvature = curvatures(self._model, quantize_inputs(self._model, x))
        trainer = Trainer(network, loss, self._data, self._schedule, curvature)
        trainer.run(checkpoint, identity, resumed, progress)
        return coded_network(self._model, original, network)

    def report(self, original: Deployable, made: Deployable) -> TrainingReport:
        """Returns measurements on the held-out samples with the host runtime: accuracies if they
        have labels, else the outputs' signal-to-noise ratio against the original's."""
        samples = self._data.held_out
        inputs, snr, accuracies = quantize_inputs(self._model, samples.x), None, None
        if samples.y is None:
            reference = Reference(original, inputs)
            snr = reference.error(made.model, reference.outputs(made)).snr_db
        else:
            before, after = (
                accuracy(run_rows(each, as_rows([inputs])).outputs, samples.y)
                for each in (original, made)
            )
            accuracies = HeldOutAccuracy(original=before, centralized=after)
        return TrainingReport(
            epochs=self._epochs,
            steps=self._schedule.steps,
            held_out_samples=len(samples),
            pruned=self._training.prune,
            signal_to_noise_db=snr,
            accuracy=accuracies,
        )

    def _identity(self, chosen: list[Layer], plans: Sequence[CentralizedPlan]) -> Identity:
        """Returns all that determines the state after a number of steps."""
        named = self._options | {
            "epochs": self._epochs,
            "prune": self._training.prune,
            "seed": self._seed,
        }
        return (
            describe_model(self._model)
            | describe_data(self._training, self._data)
            | {name: str(value) for name, value in named.items()}
            | describe_plans(chosen, plans)
        )
