"""Models to convert: files, bytes, Keras models in memory."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from seedlite.data import Samples
from seedlite.errors import BadInputError, UsageError
from seedlite.files import read_file

if TYPE_CHECKING:
    import keras

ModelSource: TypeAlias = "str | os.PathLike[str] | bytes | keras.Model"

INT8_SUFFIX = ".tflite"
KERAS_SUFFIXES = (".keras", ".h5", ".hdf5")


@dataclass(frozen=True)
class Source:
    """A model to convert: the bytes of an int8 `.tflite`, the path of a file, or a Keras model.
    `place` names it in messages, `name` in reports."""

    model: bytes | Path | keras.Model
    place: str
    name: str

    @classmethod
    def of(cls, model: ModelSource) -> Source:
        """Wraps a model. Raises UsageError if it is none."""
        if isinstance(model, bytes | bytearray | memoryview):
            return cls(bytes(model), "model", "model")
        if isinstance(model, str | os.PathLike):
            return cls(Path(model), str(model), Path(model).stem)
        if is_keras_model(model):
            return cls(model, f"model {model.name!r}", model.name)
        raise UsageError(
            f"a {type(model).__name__} is no model; give a path, the bytes of a .tflite, or a "
            "Keras model"
        )

    @property
    def is_int8(self) -> bool:
        if isinstance(self.model, Path):
            return self.model.suffix == INT8_SUFFIX
        return isinstance(self.model, bytes)

    def int8(self, calibration: Samples | None) -> bytes:
        """Returns the model as a stock int8 `.tflite`; Keras models are quantized with
        `calibration`, by TensorFlow in another process."""
        if isinstance(self.model, bytes):
            return self.model
        if isinstance(self.model, Path):
            if self.is_int8:
                return read_file(self.model)
            _check_keras_path(self.model)
        from seedlite.keras import quantize

        if calibration is None:
            raise UsageError(
                f"{self.place} is quantized to int8 first, which takes samples of its inputs: "
                "`calibration` X.npz with an array x, or one called like each input (a hundred "
                "samples or more)"
            )
        return quantize(self.model, calibration)


def is_keras_model(model: object) -> bool:
    """Tells whether the object is a Keras model, without importing Keras."""
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(model, keras.Model)


def _check_keras_path(path: Path) -> None:
    if not path.exists():
        raise BadInputError(f"{path}: no such file")
    if not (path.suffix in KERAS_SUFFIXES or (path / "saved_model.pb").exists()):
        raise BadInputError(
            f"{path} is no model; give a .tflite, .keras or .h5 file or a SavedModel folder"
        )
