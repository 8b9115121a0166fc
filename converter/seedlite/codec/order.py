"""Converts between a tensor's shape and the flat order of a record's weights (SPEC.md, section
2)."""

import numpy as np


def to_stream(values: np.ndarray, input_major: bool) -> np.ndarray:
    """Flattens values from the tensor's shape to the record's order."""
    return values.T.ravel() if input_major else values.ravel()


def from_stream(flat: np.ndarray, shape: tuple[int, ...], input_major: bool) -> np.ndarray:
    """Inverts `to_stream`."""
    return flat.reshape(shape[::-1]).T.copy() if input_major else flat.reshape(shape)


def stream_channels(shape: tuple[int, ...], axis: int, input_major: bool) -> np.ndarray:
    """Returns the output channel of each weight: flat, in the record's order."""
    along = np.arange(shape[axis]).reshape([-1 if d == axis else 1 for d in range(len(shape))])
    return to_stream(np.broadcast_to(along, shape), input_major)
