"""Quantizes a Keras model to an int8 `.tflite`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from seedlite.data import Samples, plain
from seedlite.errors import UnsupportedError
from seedlite.keras.backend import import_keras, quiet
from seedlite.keras.float32 import in_float32
from seedlite.keras.load import first_line, foreign_layers
from seedlite.keras.process import convert_apart
from seedlite.keras.worker import Request
from seedlite.progress import Progress

if TYPE_CHECKING:
    import keras


def quantize(
    model: keras.Model | str | Path, calibration: Samples, progress: Progress | None = None
) -> bytes:
    """Returns an int8 `.tflite` of `model`, a Keras model or its path.

    calibration: [n, ...input shape] representative samples in the model's own units; for several
        inputs a mapping by name or a sequence in order. They determine the ranges of all
        activations.
    The batch dimension is fixed at 1. Inputs and outputs are int8, with the model's order and
    names. Weights are symmetric int8, per output channel in dense layers too.
    Raises UnsupportedError if the model cannot be converted, BadInputError if the calibration data
    does not fit, and the errors of load_model.
    """
    if isinstance(model, str | Path):
        return convert_apart(Request(Path(model), plain(calibration), str(model)), progress)
    import_keras()
    place = f"model {model.name!r}"
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        path, outputs = _stored(model, Path(folder), place)
        return convert_apart(Request(path, plain(calibration), place, outputs), progress)


def _stored(model: keras.Model, folder: Path, place: str) -> tuple[Path, list[str] | None]:
    """Stores the model for the other process; returns its path, and the names of its outputs if the
    file lacks them. Models with custom code are exported, since stored code is not run."""
    from seedlite.keras.source import listed_outputs

    path = folder / "model.keras"
    declared = bool(getattr(model, "inputs", None))
    if declared:
        model = in_float32(model)
    if declared and not any(foreign_layers(json.loads(model.to_json()))):
        with quiet():
            model.save(path)
        return path, None
    try:
        with quiet():
            model.export(path.with_suffix(""), verbose=False)
    except Exception as error:  # Keras raises whatever its layers raise
        reason = first_line(error)
        if not declared:
            reason = "no declared input; build it with keras.Input, or call it on data first"
        raise UnsupportedError(f"{place}: {reason}") from error
    return path.with_suffix(""), listed_outputs(model) if declared else None
