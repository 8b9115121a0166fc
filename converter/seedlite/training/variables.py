"""Numbers that training changes, and numbers that change only between its steps. Their paths, a
layer's number and a name, are each variable's own: checkpoints know them by these."""

from contextlib import AbstractContextManager

import keras
import numpy as np

from seedlite.model import Layer


def trained(values: np.ndarray, name: str) -> keras.Variable:
    return keras.Variable(np.asarray(values, np.float32), trainable=True, name=name)


def held(values: np.ndarray, name: str) -> keras.Variable:
    return keras.Variable(np.asarray(values, np.float32), trainable=False, name=name)


def variables_of(layer: Layer) -> AbstractContextManager[object]:
    """Variables made in this context have the layer's number in their paths."""
    scope: AbstractContextManager[object] = keras.name_scope(str(layer.operator))
    return scope
