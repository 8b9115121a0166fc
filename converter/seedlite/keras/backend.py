"""Imports TensorFlow on first use, silently."""

import os
from types import ModuleType

from seedlite.errors import ToolMissingError, UsageError
from seedlite.silence import quiet


def import_keras() -> ModuleType:
    """Returns the module keras, running on TensorFlow.

    Raises ToolMissingError where TensorFlow is not installed, UsageError where Keras is set to
    another backend."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with quiet():
            import keras
            import tensorflow  # noqa: F401
    except ImportError as error:
        raise ToolMissingError(
            f"Keras models and training need TensorFlow ({error}): pip install 'seedlite[keras]'"
        ) from error
    if keras.backend.backend() != "tensorflow":
        raise UsageError(f"Keras runs on {keras.backend.backend()}; set KERAS_BACKEND=tensorflow")
    return keras
