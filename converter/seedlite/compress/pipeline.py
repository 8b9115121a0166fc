"""The conversion of a Keras model or an int8 `.tflite` to a centralized `.tflite`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedlite.allocate import (
    DEFAULT_EFFORT,
    Allocation,
    FileForm,
    Network,
    Recipe,
    Request,
    allocate_layers,
    method_of,
)
from seedlite.compress.advice import warnings_of
from seedlite.compress.figure import layer_figure
from seedlite.compress.inputs import ConversionSamples
from seedlite.compress.refining import Refining, held_out
from seedlite.compress.report import ConversionReport, describe_file, saved_bytes
from seedlite.compress.source import ModelSource, Source
from seedlite.data import Data, DataPath, Samples, Training, augmentation_names, warn
from seedlite.errors import UsageError
from seedlite.execution import (
    Comparison,
    Evaluation,
    Inference,
    check_metric,
    evaluate,
    infer_samples,
)
from seedlite.files import check_writable, write_whole
from seedlite.model import Model, border_notes, describe_inputs, describe_outputs
from seedlite.prepare import (
    Deployable,
    added_operators,
    deploy,
    remove_dead_channels,
)
from seedlite.progress import LOADING_TENSORFLOW, Progress, announce

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from seedlite.training import TrainingSession


@dataclass(frozen=True)
class Conversion:
    """The result of `convert`.

    file: the centralized `.tflite`.
    original: the stock int8 `.tflite` before it.
    report: sizes by layer, choices and reasons; also as JSON: json.dumps(report).
    """

    file: bytes = field(repr=False)
    original: bytes = field(repr=False)
    report: ConversionReport

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Writes the file atomically; `force` overwrites. Raises UsageError, BadInputError."""
        check_writable(Path(path), force)
        write_whole(Path(path), self.file)

    def run(self, x: Samples | DataPath) -> Inference:
        """Infers samples on this machine; `.real` are the outputs as floats. See seedlite.run."""
        return infer_samples(self.file, x)

    def evaluate(self, data: Data, *, metric: str | None = None) -> Evaluation:
        """Measures the file on this machine. See seedlite.evaluate."""
        return evaluate(self.file, data, metric=metric)

    def plot(self) -> Figure:
        """Returns a matplotlib figure of every layer's bytes and bits. Raises ToolMissingError."""
        return layer_figure(self.report)


def convert(
    model: ModelSource,
    *,
    method: str | None = None,
    batch_size: int | None = None,
    bits: float | None = None,
    budget: int | None = None,
    max_drop: float | None = None,
    evaluation: Data | None = None,
    metric: str | None = None,
    recipe: str | Path | Mapping[str, Any] | None = None,
    layers: str | None = None,
    calibration: Samples | DataPath | None = None,
    train: Training | Data | None = None,
    effort: str = DEFAULT_EFFORT,
    augment: str | Sequence[str] | None = None,
    keep_names: bool = False,
    portable: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
) -> Conversion:
    """Centralizes a model's weights.

    model: a path (`.keras`, `.h5`, SavedModel, `.tflite`), a `.tflite`'s bytes, or a Keras model.
    method: 'unitary', 'layer', 'batch' (with `batch_size`), or 'seeded' (the default, with `bits`
        per weight considered, 0.25 to 8, default 2).
    budget, max_drop: limits of the file's bytes, and of the loss against the int8 original in
        points of accuracy or the unit of `metric` (metrics.py); bits or batch sizes are then chosen
        by layer.
    evaluation: samples to measure files on; metric: see `evaluate`.
    recipe: a report, its part `recipe`, or a JSON file, which fixes every layer's form.
    layers: regular expression; default: convolutions and dense layers, depthwise ones if measured.
    calibration: samples of the inputs, which quantize Keras and float32 models and guide the
        search: [n, ...input shape], arrays by input name or in order, or a file.
    train: data for centralization-aware training.
    effort: 'fast', 'normal', or 'best', which ends with a short training on calibration samples.
    augment: names or 'flip,shift,mix,noise,time-shift'; that training, on samples changed so, too.
    portable: a file for any interpreter with DECODE, to take the original's place.
    Raises UsageError, BadInputError, UnsupportedError, DoesNotFitError, AccuracyError; warns, as
    DataWarning, of samples that seem to be in other units than the model's.
    """
    source, form = Source.of(model), None if recipe is None else Recipe.read(recipe)
    _check_metric(metric, evaluation)
    request = Request(
        method=method_of(method, form),
        batch_size=batch_size,
        bits=bits,
        budget=budget,
        max_drop=max_drop,
        evaluated=evaluation is not None,
        recipe=form,
        layers=layers,
        prune=train.prune if isinstance(train, Training) else 0.0,
        effort=effort,
        augment=augmentation_names(augment),
    )
    _check_samples(source, request, calibration is not None, train is not None)
    given = ConversionSamples.of(source.is_int8, calibration, evaluation, train)
    job = _Job.of(source, given, request, metric, seed, (keep_names, portable), progress)
    return job.done(allocate_layers(request, job.network, progress), progress)


@dataclass(frozen=True)
class _Job:
    """A conversion whose input is read and checked. `odd`: doubts about the samples."""

    request: Request
    given: ConversionSamples
    network: Network
    session: TrainingSession | None
    refining: Refining | None
    removed_channels: int
    odd: list[str]

    @classmethod
    def of(
        cls,
        source: Source,
        given: ConversionSamples,
        request: Request,
        metric: str | None,
        seed: int,
        form: tuple[bool, bool],
        progress: Progress | None,
    ) -> _Job:
        """form: whether the file keeps names, whether it is portable."""
        original = source.original(given.calibration, progress)
        data = given.evaluation_data(original.model, metric)
        train = given.real_train(original.model)
        model, removed = remove_dead_channels(original.model)
        if train is not None:
            announce(progress, LOADING_TENSORFLOW)
        session = None if train is None else _session(train, model, seed, request, source.place)
        samples = given.int8_calibration(model) if request.per_layer else None
        refining = None
        if request.refines and samples is not None:
            announce(progress, LOADING_TENSORFLOW)
            x = given.real_calibration(model)
            refining = Refining.of(model, x, request.augment, request.budget, source.place)
            samples = samples[~held_out(len(samples))]
        keep_names, portable = form
        written = FileForm(keep_names, original.given if portable else None)
        network = Network(model, original, samples, data, session, seed, written)
        odd = given.warnings(model, data)
        warn(odd)  # before the search, which takes time
        return cls(request, given, network, session, refining, removed, odd)

    def done(self, allocation: Allocation, progress: Progress | None) -> Conversion:
        """Returns the file, which the runtime accepts, and its report."""
        original, refinement = self.network.original, None
        if self.refining is not None:
            allocation, refinement = self.refining.better(allocation, self.network, progress)
        made = deploy(allocation.encoded.file)
        model, data, given = self.network.model, self.network.data, self.given
        compared: dict[str, Any] = allocation.comparison or self._compared(made) or {}
        saved = saved_bytes(allocation.encoded.coded).int8
        described = describe_file(allocation, original.given, self.request.method)
        bits = described["bits_per_weight"]
        report = ConversionReport(
            **described,
            **compared,
            removed_channels=self.removed_channels,
            folded_operators=original.operators,
            notes=self._notes(made, allocation),
            inputs=describe_inputs(model),
            outputs=describe_outputs(model),
            training=None if self.session is None else self.session.report(original, made),
            refinement=refinement,
            data=given.descriptions(model, data),
            warnings=self.odd + warnings_of(model, self.request.method, given, saved, bits),
        )
        return Conversion(made.given, original.given, report)

    def _notes(self, made: Deployable, allocation: Allocation) -> list[str]:
        original, notes = self.network.original, []
        if self.network.form.portable:
            notes = [
                f"the file needs {name}, which the original does without: register it, too"
                for name in added_operators(made.given, original.given)
            ]
        return original.notes + border_notes(self.network.model) + allocation.notes + notes

    def _compared(self, made: Deployable) -> Comparison | None:
        data = self.network.data
        if data is None:
            return None
        before, after = (data.measure(each) for each in (self.network.original, made))
        return data.compared(before, after)


def _check_metric(metric: str | None, evaluation: object) -> None:
    check_metric(metric)
    if metric is not None and evaluation is None:
        raise UsageError("`metric` says how to measure on evaluation data: give `evaluation` Y.npz")


def _check_refining(request: Request, calibrated: bool, trained: bool) -> None:
    if not request.refines:
        return
    asked = "`augment`" if request.augment else "`effort` best"
    if trained:
        raise UsageError(
            f"{asked} trains with calibration samples, where `train` gives training data: leave "
            "one of them out, and change the training data as you like"
        )
    if not calibrated:
        raise UsageError(f"{asked} trains with calibration samples: give `calibration` X.npz")
    if not request.wants_samples:
        raise UsageError(f"{asked} goes with `bits`, `budget` or `recipe` of `method` seeded")


def _check_samples(source: Source, request: Request, calibrated: bool, trained: bool) -> None:
    _check_refining(request, calibrated, trained)
    if trained and request.max_drop is not None:
        raise UsageError(
            "`max_drop` measures many conversions, each of which `train` would train: choose with "
            "`max_drop` first, then train with the `recipe` it gives, or with fewer `bits`"
        )
    if not calibrated or trained or request.wants_samples or not source.is_int8:
        return
    raise UsageError(
        f"`calibration` serves to quantize models that are not int8, unlike {source.place}, and to "
        "choose bits or batch sizes, which is not asked for: leave it out"
    )


def _session(
    train: Training, model: Model, seed: int, request: Request, place: str
) -> TrainingSession:
    from seedlite.keras import import_keras

    import_keras()
    from seedlite.training import TrainingSession

    options = {
        "method": request.method,
        "batch size": request.batch_size,
        "bits": request.bits,
        "budget": request.budget,
        "layers": request.layers,
    }
    return TrainingSession(train, model, seed, place, options)
