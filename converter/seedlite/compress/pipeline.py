"""The main job: a Keras model or an int8 `.tflite` in, a centralized `.tflite` out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seedlite.allocate import Recipe, Request, fulfil, method_of
from seedlite.codec import (
    CentralizedLayer,
    CodedModel,
    EncodedTensor,
    centralize,
    describe_record,
    describe_stored,
    weight_tensor,
)
from seedlite.compress.advice import warnings_of
from seedlite.compress.inputs import Given
from seedlite.data import Samples, Training, warn
from seedlite.errors import BadInputError, UsageError
from seedlite.execution import check_metric
from seedlite.files import read_file
from seedlite.interpreters import verify
from seedlite.model import (
    WEIGHTS,
    Layer,
    Model,
    border_notes,
    describe_inputs,
    describe_outputs,
    select_layers,
)
from seedlite.model import layers as weighted_layers
from seedlite.prepare import remove_dead_channels, runnable
from seedlite.progress import Progress
from seedlite.search import encode_network

if TYPE_CHECKING:
    from seedlite.training import Session

FLOAT32_BYTES = 4
KERAS_SUFFIXES = (".keras", ".h5", ".hdf5")

# (done, all there is to do[, what is to be said about it])


@dataclass
class Conversion:
    """What `convert` made: `file` is the centralized `.tflite`, `original` the stock int8 one it
    was made from, `report` what the command line prints with --json."""

    file: bytes = field(repr=False)
    original: bytes = field(repr=False)
    report: dict[str, Any]


def convert(
    source: str | Path,
    *,
    method: str | None = None,
    batch_size: int | None = None,
    bits: float | None = None,
    budget: int | None = None,
    max_drop: float | None = None,
    evaluation: tuple[np.ndarray, np.ndarray | None] | None = None,
    metric: str | None = None,
    recipe: str | Path | Mapping[str, Any] | None = None,
    layers: str | None = None,
    calibration: Samples | None = None,
    train: Training | None = None,
    keep_names: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
) -> Conversion:
    """Centralizes a model's weights.

    source: `.keras`, `.h5`, SavedModel folder or int8 `.tflite`.
    calibration: [n, ...input shape], samples of the model's input, or arrays of several inputs by
        their names or in their order: Keras models are quantized with them (all but `.tflite` need
        them), the seeded method makes its errors small where these inputs are, and how much each
        layer matters is measured on them. As of all samples, values are real, but arrays of a
        quantized input's type, int8 or uint8, are its own.
    method: 'unitary', 'layer', 'batch' (with `batch_size`) or 'seeded' (the default, with `bits`
        per weight considered, default 2).
    budget, max_drop: bytes of the file, and what may be lost against the int8 original, in points
        of accuracy (or what else is measured: metrics.py); bits or batch sizes are then chosen
        layer by layer.
    evaluation: x [n, ...input shape] and y, class numbers [n] or whatever `metric` compares with
        (None: an autoencoder's inputs), that files are measured on.
    metric: as of `evaluate`.
    recipe: a report, or its part `recipe`, or a JSON file of either: stores every layer as there.
    layers: regular expression; default: all standard convolutions and dense layers, and, where
        sensitivities are measured, depthwise ones.
    train: data to train the network with around its centralized weights. Keras models without
        `calibration` are quantized with some of it.
    Raises UsageError, BadInputError, UnsupportedError, DoesNotFitError, AccuracyError; warns, as
    DataWarning, of samples that look like other units than the model's.
    """
    source = Path(source)
    _check_metric(metric, evaluation)
    given = None if recipe is None else Recipe.read(recipe)
    method = method_of(method, given)
    prune = 0.0 if train is None else train.prune
    limits = bits, budget, max_drop
    request = Request(method, batch_size, *limits, evaluation is not None, given, layers, prune)
    _check_samples(source, request, calibration, train)
    samples = Given.of(is_int8(source), calibration, evaluation, train)
    original = load_int8(source, samples.calibration)
    folded = runnable(original, str(source))
    model = folded.model
    data = samples.evaluation_data(model, metric)
    session_data = samples.real_train(model)
    model, removed_channels = remove_dead_channels(model)
    session = (
        None if session_data is None else _session(session_data, model, seed, request, str(source))
    )
    inputs = samples.int8_calibration(model) if request.per_layer else None
    odd = samples.warnings(model, data)
    why: dict[str, Any] = {}
    if request.per_layer:
        made, why = fulfil(
            request, model, original, inputs, data, seed, keep_names, session, progress
        )
        coded, file = made.coded, made.file
    else:
        coded = _with_few_statistics(model, layers, method, seed, session, progress)
        file = centralize(coded, keep_names)
    verify(file)
    report = _report(coded, original, file, method) | why
    report["removed_channels"] = removed_channels
    report["folded_operators"] = folded.operators
    report["notes"] = folded.notes + border_notes(model) + why.get("notes", [])
    report |= {"inputs": describe_inputs(model), "outputs": describe_outputs(model)}
    if session is not None:
        report["training"] = session.report(original, file)
    if data is not None and max_drop is None:
        before, after = (data.measure(each) for each in (original, file))
        report |= data.report(before, after)
    report["data"] = samples.descriptions(model, data)
    warn(odd)
    saved = report["memory_saved_bytes"]["int8"]
    advice = warnings_of(model, method, samples.counted, saved, train, evaluation)
    report["warnings"] = odd + advice
    return Conversion(file, original, report)


def _with_few_statistics(
    model: Model,
    layers: str | None,
    method: str,
    seed: int,
    session: "Session | None",
    progress: Progress | None,
) -> CodedModel:
    """Methods unitary and layer, in which there is nothing to choose."""
    chosen = select_layers(model, layers)
    tensors = [weight_tensor(model, layer) for layer in chosen]
    encoded, statistics = encode_network(tensors, method, seed=seed, progress=progress)
    if session is not None:
        return session.train(chosen, encoded, progress)
    parts = [CentralizedLayer(layer, one) for layer, one in zip(chosen, encoded, strict=True)]
    return CodedModel(parts, model, statistics)


def _check_metric(metric: str | None, evaluation: object) -> None:
    check_metric(metric)
    if metric is not None and evaluation is None:
        raise UsageError("--metric says how to measure on evaluation data: give --eval Y.npz")


def _check_samples(
    source: Path, request: Request, calibration: Samples | None, train: Training | None
) -> None:
    if train is not None and request.max_drop is not None:
        raise UsageError(
            "--max-drop measures many conversions, each of which --train would train: choose with "
            "--max-drop first, then train with the --recipe it gives, or with fewer --bits"
        )
    if calibration is None or train is not None or request.wants_samples or not is_int8(source):
        return
    raise UsageError(
        f"--calibration serves to quantize Keras models, which {source} is not, and to choose "
        "bits or batch sizes, which is not asked for: leave it out"
    )


def _session(train: Training, model: Model, seed: int, request: Request, place: str) -> "Session":
    from seedlite.keras import import_keras

    import_keras()
    from seedlite.training import Session

    options = {
        "method": request.method,
        "batch size": request.batch_size,
        "bits": request.bits,
        "budget": request.budget,
        "layers": request.layers,
    }
    return Session(train, model, seed, place, options)


def is_int8(source: Path) -> bool:
    return source.suffix == ".tflite"


def load_int8(source: Path, calibration: Samples | None) -> bytes:
    """The model as a stock int8 `.tflite`; Keras models are quantized with `calibration`."""
    if is_int8(source):
        return read_file(source)
    if not source.exists():
        raise BadInputError(f"{source}: no such file")
    if not (source.suffix in KERAS_SUFFIXES or (source / "saved_model.pb").exists()):
        raise BadInputError(
            f"{source} is no model; give a .tflite, .keras or .h5 file or a SavedModel folder"
        )
    from seedlite.keras import quantize

    if calibration is None:
        raise UsageError(
            f"{source} is quantized to int8 first, which takes samples of its inputs: "
            "--calibration X.npz with an array x, or one called like each input (a hundred samples "
            "or more)"
        )
    return quantize(source, calibration)


def _report(coded: CodedModel, original: bytes, file: bytes, method: str) -> dict[str, Any]:
    model, parts = coded.model, coded.parts
    weights = sum(p.encoded.record.count for p in parts)
    stored = sum(len(p.encoded.encoded) for p in parts)
    in_model = sum(
        model.tensors[model.operators[x.operator].inputs[WEIGHTS]].count
        for x in weighted_layers(model)
    )
    return {
        "method": method,
        "file_bytes": len(file),
        "original_bytes": len(original),
        "memory_saved_bytes": {
            "float32": FLOAT32_BYTES * weights - stored,
            "int8": weights - stored,
        },
        "weights": weights,
        "central_weights": 1
        if method == "unitary"
        else sum(p.encoded.record.batches for p in parts),
        "considered_weights": weights,
        "bits_per_weight": 8 * stored / weights if weights else 8.0,
        "file_bits_per_weight": 8 * len(file) / in_model,
        "layers": _layer_reports(coded),
    }


def _layer_reports(coded: CodedModel) -> list[dict[str, Any]]:
    """What has become of every layer with weights, in the graph's order."""
    model = coded.model
    by_operator = {part.layer.operator: part.encoded for part in coded.parts}
    return [
        {"name": layer.name, "label": layer.label, "kind": layer.kind}
        | _weights_report(model, layer, by_operator.get(layer.operator))
        for layer in weighted_layers(model)
    ]


def _weights_report(model: Model, layer: Layer, encoded: EncodedTensor | None) -> dict[str, Any]:
    if encoded is None:
        return describe_stored(model.tensors[model.operators[layer.operator].inputs[WEIGHTS]].count)
    report = describe_record(encoded.record, len(encoded.encoded)) | {"bits": encoded.parts}
    return report if encoded.snr_db is None else report | {"snr_db": encoded.snr_db}
