"""Imports TensorFlow on first use and silences it."""

import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from seedlite.errors import ToolMissingError, UsageError


@contextmanager
def quiet() -> Iterator[None]:
    """Hides warnings and output to file descriptor 2, where TensorFlow's C++ code logs regardless
    of its log level. Errors are still raised. Not thread-safe."""
    sys.stderr.flush()
    screen = os.dup(2)
    with tempfile.TemporaryFile() as sink, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.dup2(sink.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(screen, 2)
            os.close(screen)


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
            f"Keras models need TensorFlow ({error}): pip install 'seedlite[keras]'"
        ) from error
    if keras.backend.backend() != "tensorflow":
        raise UsageError(f"Keras runs on {keras.backend.backend()}; set KERAS_BACKEND=tensorflow")
    return keras
