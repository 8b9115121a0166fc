"""The rows of a weight tensor, and the flat order of its record (SPEC.md, section 2)."""

import math
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class WeightOrder:
    """The order of the weights in a tensor of this `shape`. A row is the weights of an output
    channel, along `channel_axis`; the record stores the tensor row by row, or, if `input_major`, a
    dense layer column by column."""

    shape: tuple[int, ...]
    channel_axis: int = 0
    input_major: bool = False

    @property
    def channels(self) -> int:
        return self.shape[self.channel_axis]

    @property
    def row_length(self) -> int:
        """Weights of an output channel."""
        return math.prod(self.shape) // self.channels

    @property
    def stream_row_length(self) -> int:
        """Length of the rows in the record's order."""
        return self.channels if self.input_major else self.row_length

    @property
    def interleaved(self) -> bool:
        """Tells whether the record's order goes from row to row with each weight."""
        return self.channel_axis != 0 or self.input_major

    def first(self, channels: int) -> "WeightOrder":
        """Returns the order of the first output channels; all, unless `channel_axis` is 0."""
        if channels == self.channels:
            return self
        return replace(self, shape=(channels, *self.shape[1:]))

    def flat(self, values: np.ndarray) -> np.ndarray:
        """Flattens values from the tensor's shape to the record's order."""
        return values.T.ravel() if self.input_major else values.ravel()

    def shaped(self, flat: np.ndarray) -> np.ndarray:
        """Inverts `flat`."""
        return (
            flat.reshape(self.shape[::-1]).T.copy()
            if self.input_major
            else flat.reshape(self.shape)
        )

    def rows(self, values: np.ndarray) -> np.ndarray:
        """Reshapes values to [output channels, weights of each]."""
        return np.moveaxis(values, self.channel_axis, 0).reshape(self.channels, -1)

    def from_rows(self, rows: np.ndarray) -> np.ndarray:
        """Inverts `rows`."""
        others = (size for d, size in enumerate(self.shape) if d != self.channel_axis)
        return np.moveaxis(rows.reshape(self.channels, *others), 0, self.channel_axis)

    def flat_channels(self) -> np.ndarray:
        """Returns the output channel of each weight: flat, in the record's order."""
        channels = np.repeat(np.arange(self.channels), self.row_length)
        return self.flat(self.from_rows(channels))
