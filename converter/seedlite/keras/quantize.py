"""Keras model to int8 `.tflite`, by TensorFlow in a process of its own."""

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

if TYPE_CHECKING:
    import keras


def quantize(model: keras.Model | str | Path, calibration: Samples) -> bytes:
    """Returns an int8 `.tflite` of `model`, a Keras model or the path of one.

    `calibration`: [n, ...input shape] samples of what the model will see, in its own units, or
    several inputs' by their names or in their order; from them come the ranges of all activations.
    The batch dimension is fixed at 1; inputs and outputs are int8, in the model's order and called
    as in the model; weights are symmetric int8, per output channel in dense layers too.

    Raises UnsupportedError where the model cannot become such a file, BadInputError where the
    calibration data does not fit, and what load_model raises."""
    if isinstance(model, str | Path):
        return convert_apart(Request(Path(model), plain(calibration), str(model)))
    import_keras()
    place = f"model {model.name!r}"
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        path, outputs = _stored(model, Path(folder), place)
        return convert_apart(Request(path, plain(calibration), place, outputs))


def _stored(model: keras.Model, folder: Path, place: str) -> tuple[Path, list[str] | None]:
    """Where the model has been stored for the other process, and the names of its outputs where
    the file lacks them: what holds code is exported, as code stored in files is not run."""
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
