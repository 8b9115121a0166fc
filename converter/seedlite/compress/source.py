"""Models to convert: files, bytes, Keras models in memory."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from seedlite.data import Samples
from seedlite.errors import BadInputError, UsageError, naming
from seedlite.files import read_file
from seedlite.model import Model, read_graph
from seedlite.prepare import Deployable, is_float, runnable
from seedlite.progress import Progress, announce

if TYPE_CHECKING:
    import keras

ModelSource: TypeAlias = "str | os.PathLike[str] | bytes | keras.Model"

TFLITE_SUFFIX = ".tflite"
KERAS_SUFFIXES = (".keras", ".h5", ".hdf5")


@dataclass(frozen=True)
class Source:
    """A model to convert: the bytes of a `.tflite`, the path of a file, or a Keras model.
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
        """Whether the model is a `.tflite` that need not be quantized first."""
        return self._tflite is not None and self.float_graph is None

    def int8(self, calibration: Samples | None, progress: Progress | None = None) -> bytes:
        """Returns the model as a stock int8 `.tflite`; others are quantized with `calibration`,
        Keras models by TensorFlow in another process."""
        file = self._tflite
        if file is not None and self.float_graph is None:
            return file
        if file is None and isinstance(self.model, Path):
            _check_keras_path(self.model)
        if calibration is None:
            raise UsageError(
                f"{self.place} is quantized to int8 first, which takes samples of its inputs: "
                "`calibration` X.npz with an array x, or one called like each input (a hundred "
                "samples or more)"
            )
        if file is not None:
            from seedlite.float_tflite import quantize as quantize_float

            announce(progress, "quantizing")
            return quantize_float(file, calibration, self.place)
        from seedlite.keras import quantize

        return quantize(self.model, calibration, progress)

    def original(self, calibration: Samples | None, progress: Progress | None = None) -> Deployable:
        """Returns the int8 model, ready to run. Raises BadInputError, UnsupportedError, UsageError,
        ToolMissingError."""
        file = self.int8(calibration, progress)
        with self._named:
            return runnable(file, self.place)

    @property
    def _named(self) -> AbstractContextManager[None]:
        """A context whose errors name the model's file, if there is one."""
        return naming(self.model) if isinstance(self.model, Path) else nullcontext()

    @cached_property
    def _tflite(self) -> bytes | None:
        """The bytes of a `.tflite`."""
        if isinstance(self.model, Path) and self.model.suffix == TFLITE_SUFFIX:
            return read_file(self.model)
        return self.model if isinstance(self.model, bytes) else None

    @cached_property
    def float_graph(self) -> Model | None:
        """The graph of a `.tflite` that computes in float32."""
        if self._tflite is None:
            return None
        with self._named:
            graph = read_graph(self._tflite, self.place)
        return graph if is_float(graph) else None


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
