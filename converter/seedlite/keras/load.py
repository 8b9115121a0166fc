"""Loads Keras models from `.keras` and `.h5` files."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedlite.errors import BadInputError, UnsupportedError
from seedlite.keras.backend import import_keras, quiet

if TYPE_CHECKING:
    import keras

_HDF5_SUFFIXES = (".h5", ".hdf5")


def load_model(path: str | Path) -> keras.Model:
    """Returns the model stored in `path`, without its optimizer. Never runs code stored in a file.
    Raises BadInputError if there is no sound model, UnsupportedError for Lambda or custom layers,
    ToolMissingError without TensorFlow."""
    path = Path(path)
    if not path.exists():
        raise BadInputError(f"{path}: no such file or folder")
    if path.suffix not in (".keras", *_HDF5_SUFFIXES):
        raise BadInputError(
            f"{path}: not a Keras model; give a .keras or .h5 file or a SavedModel folder"
        )
    keras = import_keras()
    try:
        with quiet():
            model = keras.saving.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # the layers' exceptions have no common base class
        foreign = list(foreign_layers(_stored_config(path)))
        if foreign:
            raise UnsupportedError(
                f"{path}: {', '.join(foreign)}: Lambda layers and custom classes cannot be "
                "loaded; use Keras's own layers, or export the model as a SavedModel"
            ) from error
        raise BadInputError(
            f"{path}: Keras {keras.__version__} cannot load it ({first_line(error)}); "
            "save the whole model again with model.save('model.keras')"
        ) from error
    if not isinstance(model, keras.Model):
        raise BadInputError(f"{path}: holds a {type(model).__name__}, not a model")
    return model


def _stored_config(path: Path) -> dict[str, Any]:
    """Returns the stored architecture, {} if it is unreadable."""
    import h5py

    try:
        if path.suffix in _HDF5_SUFFIXES:
            with h5py.File(path) as file:
                return json.loads(file.attrs["model_config"])
        with zipfile.ZipFile(path) as archive:
            return json.loads(archive.read("config.json"))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return {}


def foreign_layers(config: dict[str, Any]) -> Iterator[str]:
    """Yields descriptions of the model and the layers in it that Keras cannot build from their
    names."""
    import keras

    kind = config.get("class_name", "")
    inner = config.get("config")
    inner = inner if isinstance(inner, dict) else {}
    known = kind == "Functional" or hasattr(keras.layers, kind) or hasattr(keras.models, kind)
    if kind == "Lambda" or (kind and not known):
        yield f"{inner.get('name', 'the model')!r} is a {kind}"
    for layer in inner.get("layers", []):
        if isinstance(layer, dict):
            yield from foreign_layers(layer)


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
