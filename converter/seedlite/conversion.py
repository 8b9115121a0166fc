"""The main job: a Keras model or an int8 `.tflite` in, a centralized `.tflite` out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seedlite.advice import warnings_of
from seedlite.calibration import check_samples, quantize_inputs
from seedlite.centralize import Centralized, Coded, centralize, weight_tensor
from seedlite.choosing import Recipe, Request, fulfil, method_of
from seedlite.dead_channels import remove_dead_channels
from seedlite.deploy import deployable, read_stock
from seedlite.description import describe_record, describe_stored
from seedlite.encoder import EncodedTensor, encode_network
from seedlite.errors import BadInputError, UnsupportedError, UsageError
from seedlite.evaluation import Labelled
from seedlite.files import read_file
from seedlite.graph import WEIGHTS, Layer, select_layers
from seedlite.graph import layers as weighted_layers
from seedlite.keras.backend import import_keras
from seedlite.runtime import verify
from seedlite.tflite import Model
from seedlite.training.settings import Training

if TYPE_CHECKING:
    from seedlite.training.session import Session

FLOAT32_BYTES = 4
KERAS_SUFFIXES = (".keras", ".h5", ".hdf5")
CALIBRATION_SAMPLES = 512  # taken of training data

# (done, all there is to do[, what is to be said about it])
Progress = Callable[..., None]


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
    evaluation: tuple[np.ndarray, np.ndarray] | None = None,
    recipe: str | Path | Mapping[str, Any] | None = None,
    layers: str | None = None,
    calibration: np.ndarray | None = None,
    train: Training | None = None,
    tables: bool = True,
    keep_names: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
) -> Conversion:
    """Centralizes a model's weights.

    source: `.keras`, `.h5`, SavedModel folder or int8 `.tflite`.
    calibration: float [n, ...input shape], samples of the model's inputs: Keras models are
        quantized with them (all but `.tflite` need them), the seeded method makes its errors
        small where these inputs are, and how much each layer matters is measured on them.
    method: 'unitary', 'layer', 'batch' (with `batch_size`) or 'seeded' (the default, with `bits`
        per weight, default 2).
    budget, max_drop: bytes of the file, and points of accuracy that may be lost against the int8
        original; bits or batch sizes are then chosen layer by layer.
    evaluation: x [n, ...input shape] and y [n], class numbers, that accuracy is measured on.
    recipe: a report, or its part `recipe`, or a JSON file of either: stores every layer as there.
    layers: regular expression; default: all standard convolutions and dense layers.
    train: data to train the network with around its centralized weights. Keras models without
        `calibration` are quantized with some of it.
    tables: False: no layer makes the runtime keep a table of draws; the weights stay the same.
    Raises UsageError, BadInputError, UnsupportedError, DoesNotFitError, AccuracyError.
    """
    source = Path(source)
    given = None if recipe is None else Recipe.read(recipe)
    method = method_of(method, given)
    prune = 0.0 if train is None else train.prune
    limits = bits, budget, max_drop
    request = Request(method, batch_size, *limits, evaluation, given, layers, tables, prune)
    _check_samples(source, request, calibration, train)
    if calibration is None and train is not None:
        calibration = train.samples(CALIBRATION_SAMPLES)
    original = load_int8(source, calibration)
    model = read_stock(original, str(source))
    verify(deployable(original, str(source)))
    model, removed_channels = remove_dead_channels(model)
    session = None if train is None else _session(train, model, seed, request, str(source))
    why: dict[str, Any] = {}
    if request.per_layer:
        samples = None
        if calibration is not None:
            samples = quantized_samples(model, calibration, str(source))
        made, why = fulfil(request, model, original, samples, seed, keep_names, session, progress)
        coded, file = made.coded, made.file
    else:
        coded = _with_few_statistics(model, layers, method, seed, session, progress)
        file = centralize(coded, keep_names)
    verify(file)
    report = _report(coded, original, file, method) | why
    report["removed_channels"] = removed_channels
    if session is not None:
        report["training"] = session.report(original, file)
    if evaluation is not None and max_drop is None:
        report |= _measured(model, evaluation, original, file)
    saved = report["memory_saved_bytes"]["int8"]
    report["warnings"] = warnings_of(model, method, calibration, saved, train, evaluation)
    return Conversion(file, original, report)


def _measured(
    model: Model, evaluation: tuple[np.ndarray, np.ndarray], original: bytes, file: bytes
) -> dict[str, float]:
    data = Labelled.of(model, *evaluation, "--eval")
    before, after = (data.count_right(each) for each in (original, file))
    return {
        "accuracy": after / data.samples,
        "original_accuracy": before / data.samples,
        "drop": 100 * (before - after) / data.samples,
    }


def _with_few_statistics(
    model: Model,
    layers: str | None,
    method: str,
    seed: int,
    session: "Session | None",
    progress: Progress | None,
) -> Coded:
    """Methods unitary and layer, in which there is nothing to choose."""
    chosen = select_layers(model, layers)
    tensors = [weight_tensor(model, layer) for layer in chosen]
    encoded, statistics = encode_network(tensors, method, seed=seed, progress=progress)
    if session is not None:
        return session.train(chosen, encoded, progress)
    parts = [Centralized(layer, one) for layer, one in zip(chosen, encoded, strict=True)]
    return Coded(parts, model, statistics)


def _check_samples(
    source: Path, request: Request, calibration: np.ndarray | None, train: Training | None
) -> None:
    if train is not None and request.max_drop is not None:
        raise UsageError(
            "--max-drop measures many conversions, each of which --train would train: choose with "
            "--max-drop first, then train with the --recipe it gives, or with fewer --bits"
        )
    if calibration is None or train is not None or request.wants_samples or not _is_int8(source):
        return
    raise UsageError(
        f"--calibration serves to quantize Keras models, which {source} is not, and to choose "
        "bits or batch sizes, which is not asked for: leave it out"
    )


def _session(train: Training, model: Model, seed: int, request: Request, place: str) -> "Session":
    import_keras()
    from seedlite.training.session import Session

    options = {
        "method": request.method,
        "batch size": request.batch_size,
        "bits": request.bits,
        "budget": request.budget,
        "layers": request.layers,
    }
    return Session(train, model, seed, place, options)


def _is_int8(source: Path) -> bool:
    return source.suffix == ".tflite"


def load_int8(source: Path, calibration: np.ndarray | None) -> bytes:
    """The model as a stock int8 `.tflite`; Keras models are quantized with `calibration`."""
    if _is_int8(source):
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
            "--calibration X.npz with an array x (a hundred samples or more)"
        )
    return quantize(source, calibration)


def quantized_samples(model: Model, x: np.ndarray, place: str) -> np.ndarray:
    """Samples of the model's only input as int8. Raises BadInputError, UnsupportedError."""
    if len(model.inputs) != 1:
        raise UnsupportedError(
            f"{place}: {len(model.inputs)} inputs; --calibration takes models with one"
        )
    return quantize_inputs(model, check_samples(x, model.tensors[model.inputs[0]].shape[1:], place))


def _report(coded: Coded, original: bytes, file: bytes, method: str) -> dict[str, Any]:
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
        "bits_per_weight": 8 * stored / weights,
        "file_bits_per_weight": 8 * len(file) / in_model,
        "layers": _layer_reports(coded),
    }


def _layer_reports(coded: Coded) -> list[dict[str, Any]]:
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
