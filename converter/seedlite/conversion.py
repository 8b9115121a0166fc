"""The main job: a Keras model or an int8 `.tflite` in, a centralized `.tflite` out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from seedlite.advice import warnings_of
from seedlite.calibrated import encode_calibrated
from seedlite.calibration import check_samples, quantize_inputs
from seedlite.centralize import Centralized, centralize, weight_tensor
from seedlite.description import describe_record, describe_stored
from seedlite.encoder import METHODS, EncodedTensor, NetworkStatistics, encode_network
from seedlite.errors import BadInputError, UnsupportedError, UsageError
from seedlite.files import read_file
from seedlite.graph import WEIGHTS, Layer, check_supported, layers, select_layers
from seedlite.runtime import verify
from seedlite.tflite import Model, parse

FLOAT32_BYTES = 4
KERAS_SUFFIXES = (".keras", ".h5", ".hdf5")
DEFAULT_BITS = 2.0


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
    keep_names: bool = False,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Conversion:
    """Centralizes a model's weights.

    source: `.keras`, `.h5`, SavedModel folder or int8 `.tflite`.
    calibration: float [n, ...input shape], samples of the model's inputs: Keras models are
        quantized with them (all but `.tflite` need them), and the seeded method makes its errors
        small where these inputs are.
    method: 'unitary', 'layer', 'batch' (with `batch_size`) or 'seeded' (with `bits` per weight,
        default 2).
    layers: regular expression; default: all standard convolutions and dense layers.
    Raises UsageError, BadInputError, UnsupportedError, DoesNotFitError.
    """
    _check_method(method, batch_size, bits)
    if calibration is not None and method != "seeded" and Path(source).suffix == ".tflite":
        raise UsageError(
            f"--calibration serves to quantize Keras models, which {source} is not, and "
            f"--method seeded, which {method} is not: leave it out"
        )
    original = load_int8(Path(source), calibration)
    model = parse(original, str(source))
    check_supported(model, str(source))
    chosen = select_layers(model, layers)
    network = NetworkStatistics()
    bits = DEFAULT_BITS if bits is None else bits
    if method == "seeded" and calibration is not None:
        samples = quantized_samples(model, calibration, str(source))
        parts, model = encode_calibrated(model, chosen, samples, bits, seed, progress)
    else:
        encoded, network = encode_network(
            [weight_tensor(model, layer) for layer in chosen],
            method=method,
            batch_size=batch_size,
            bits=bits,
            seed=seed,
            progress=progress,
        )
        parts = [Centralized(layer, one) for layer, one in zip(chosen, encoded, strict=True)]
    file = centralize(model, parts, network, keep_names)
    verify(file)
    report = _report(model, parts, original, file, method)
    saved = report["memory_saved_bytes"]["int8"]
    report["warnings"] = warnings_of(model, method, calibration, saved)
    return Conversion(file, original, report)


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


def load_int8(source: Path, calibration: np.ndarray | None) -> bytes:
    """The model as a stock int8 `.tflite`; Keras models are quantized with `calibration`."""
    if source.suffix == ".tflite":
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
    return describe_record(encoded.record, len(encoded.encoded)) | {
        "bits": encoded.parts,
        "snr_db": encoded.snr_db,
    }
