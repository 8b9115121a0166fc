"""Scales weights to a magnitude of about 1, per output channel."""

import numpy as np

from seedlite.codec import WeightOrder
from seedlite.model import Layer


def row_units(values: np.ndarray, layer: Layer, per_channel: bool = True) -> np.ndarray:
    """Returns the root mean square of each output channel, or of all: float64 [channels],
    positive."""
    squares = np.mean(np.square(WeightOrder(values.shape, layer.channel_axis).rows(values)), axis=1)
    typical = np.sqrt(squares.mean()) or 1.0
    if not per_channel:
        return np.full(len(squares), typical)
    return np.where(squares > 0, np.sqrt(squares), typical)


def in_units(values: np.ndarray, units: np.ndarray, layer: Layer) -> np.ndarray:
    """Divides the weights by their output channels' units; keeps the shape."""
    order = WeightOrder(values.shape, layer.channel_axis)
    return order.from_rows(order.rows(values) / units[:, None])
