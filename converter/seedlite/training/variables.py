"""Numbers that training changes, and numbers that change only between its steps."""

import numpy as np

import keras


def trained(values: np.ndarray) -> keras.Variable:
    return keras.Variable(np.asarray(values, np.float32), trainable=True)


def held(values: np.ndarray) -> keras.Variable:
    return keras.Variable(np.asarray(values, np.float32), trainable=False)
