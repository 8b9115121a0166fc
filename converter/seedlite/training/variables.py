"""Trainable and frozen variables. A variable's path, a layer's number and a name, is unique and
identifies it in checkpoints."""

from contextlib import AbstractContextManager

import keras
import numpy as np

from seedlite.model import Layer


def trainable_variable(values: np.ndarray, name: str) -> keras.Variable:
    return keras.Variable(np.asarray(values, np.float32), trainable=True, name=name)


def frozen_variable(values: np.ndarray, name: str) -> keras.Variable:
    return keras.Variable(np.asarray(values, np.float32), trainable=False, name=name)


def variables_of(layer: Layer) -> AbstractContextManager[object]:
    """Returns a context that puts the layer's number into the paths of new variables."""
    scope: AbstractContextManager[object] = keras.name_scope(str(layer.operator))
    return scope
