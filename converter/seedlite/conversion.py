"""The main job: a Keras model or an int8 `.tflite` in, a centralized `.tflite` out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seedlite.advice import warnings_of
from seedlite.calibrated import encode_calibrated
from seedlite.calibration import check_samples, quantize_inputs
from seedlite.centralize import Centralized, Coded, centralize, weight_tensor
from seedlite.description import describe_record, describe_stored
from seedlite.encoder import METHODS, EncodedTensor, encode_network
from seedlite.errors import BadInputError, UnsupportedError, UsageError
from seedlite.evaluation import closeness
from seedlite.files import read_file
from seedlite.graph import WEIGHTS, Layer, check_supported, layers, select_layers
from seedlite.keras.backend import import_keras
from seedlite.runtime import verify
from seedlite.tflite import Model, parse
from seedlite.training.settings import Method, Training

if TYPE_CHECKING:
    from seedlite.training.run import Trained

FLOAT32_BYTES = 4
KERAS_SUFFIXES = (".keras", ".h5", ".hdf5")
DEFAULT_BITS = 2.0
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
    method: str = "seeded",
    batch_size: int | None = None,
    bits: float | None = None,
    layers: str | None = None,
    calibration: np.ndarray | None = None,
    train: Training | None = None,
    keep_names: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
) -> Conversion:
    """Centralizes a model's weights.

    source: `.keras`, `.h5`, SavedModel folder or int8 `.tflite`.
    calibration: float [n, ...input shape], samples of the model's inputs: Keras models are
        quantized with them (all but `.tflite` need them), and the seeded method makes its errors
        small where these inputs are.
    method: 'unitary', 'layer', 'batch' (with `batch_size`) or 'seeded' (with `bits` per weight,
        default 2).
    layers: regular expression; default: all standard convolutions and dense layers.
    train: data to train the network with around its centralized weights. Keras models without
        `calibration` are quantized with some of it.
    Raises UsageError, BadInputError, UnsupportedError, DoesNotFitError.
    """
    _check_method(method, batch_size, bits)
    source = Path(source)
    if calibration is None and train is not None:
        calibration = train.samples(CALIBRATION_SAMPLES)
    if calibration is not None and train is None and method != "seeded" and _is_int8(source):
        raise UsageError(
            f"--calibration serves to quantize Keras models, which {source} is not, and "
            f"--method seeded, which {method} is not: leave it out"
        )
    original = load_int8(source, calibration)
    model = parse(original, str(source))
    check_supported(model, str(source))
    chosen = select_layers(model, layers)
    how = Method(method, batch_size, DEFAULT_BITS if bits is None else bits, seed)
    trained = None if train is None else _train(model, chosen, how, train, str(source), progress)
    if trained is not None:
        coded = trained.coded
    else:
        coded = _coded(model, chosen, how, calibration, str(source), progress)
    file = centralize(coded, keep_names)
    verify(file)
    report = _report(coded.model, coded.parts, original, file, method)
    if trained is not None:
        report["training"] = _training_report(trained, original, file)
    saved = report["memory_saved_bytes"]["int8"]
    report["warnings"] = warnings_of(model, method, calibration, trained is not None, saved)
    return Conversion(file, original, report)


def _train(
    model: Model,
    chosen: list[Layer],
    how: Method,
    train: Training,
    place: str,
    progress: Progress | None,
) -> "Trained":
    import_keras()
    from seedlite.training.run import train_network

    return train_network(model, chosen, how, train, place, progress)


def _training_report(trained: "Trained", original: bytes, file: bytes) -> dict[str, Any]:
    held_out = trained.held_out
    return {
        "epochs": trained.epochs,
        "steps": trained.steps,
        "held_out_samples": len(held_out),
        **closeness(original, file, held_out.x, held_out.y),
    }


def _coded(
    model: Model,
    chosen: list[Layer],
    how: Method,
    calibration: np.ndarray | None,
    place: str,
    progress: Progress | None,
) -> Coded:
    """Without training."""
    if how.name == "seeded" and calibration is not None:
        samples = quantized_samples(model, calibration, place)
        return encode_calibrated(model, chosen, samples, how.bits, how.seed, progress)
    encoded, statistics = encode_network(
        [weight_tensor(model, layer) for layer in chosen],
        method=how.name,
        batch_size=how.batch_size,
        bits=how.bits,
        seed=how.seed,
        progress=progress,
    )
    parts = [Centralized(layer, one) for layer, one in zip(chosen, encoded, strict=True)]
    return Coded(parts, model, statistics)


def _check_method(method: str, batch_size: int | None, bits: float | None) -> None:
    if method not in METHODS:
        raise UsageError(f"method '{method}' is unknown; choose one of {', '.join(METHODS)}")
    if (method == "batch") != (batch_size is not None):
        raise UsageError("--method batch and --batch-size B go together; give both or neither")
    if batch_size is not None and batch_size < 1:
        raise UsageError(f"--batch-size {batch_size}: a batch has at least one weight")
    if bits is not None and method != "seeded":
        raise UsageError(f"--bits goes with --method seeded, not with {method}")
    if bits is not None and not 0.25 <= bits <= 8:
        raise UsageError(f"--bits {bits}: bits per weight range from 0.25 to 8")


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


def _report(
    model: Model, parts: list[Centralized], original: bytes, file: bytes, method: str
) -> dict[str, Any]:
    weights = sum(p.encoded.record.count for p in parts)
    stored = sum(len(p.encoded.encoded) for p in parts)
    in_model = sum(
        model.tensors[model.operators[x.operator].inputs[WEIGHTS]].count for x in layers(model)
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
        "layers": _layer_reports(model, parts),
    }


def _layer_reports(model: Model, parts: list[Centralized]) -> list[dict[str, Any]]:
    """What has become of every layer with weights, in the graph's order."""
    by_operator = {part.layer.operator: part.encoded for part in parts}
    return [
        {"name": layer.name, "label": layer.label, "kind": layer.kind}
        | _weights_report(model, layer, by_operator.get(layer.operator))
        for layer in layers(model)
    ]


def _weights_report(model: Model, layer: Layer, encoded: EncodedTensor | None) -> dict[str, Any]:
    if encoded is None:
        return describe_stored(model.tensors[model.operators[layer.operator].inputs[WEIGHTS]].count)
    report = describe_record(encoded.record, len(encoded.encoded)) | {"bits": encoded.parts}
    return report if encoded.snr_db is None else report | {"snr_db": encoded.snr_db}
