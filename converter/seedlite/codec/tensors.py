"""Inputs and outputs of the search."""

from dataclasses import dataclass, field

import numpy as np

from seedlite.codec.order import WeightOrder
from seedlite.codec.rates import ANY_VALUES
from seedlite.codec.record import Record


@dataclass
class WeightTensor:
    """Real-valued weights of one layer. `channel_axis` is the axis of the output channels."""

    name: str
    values: np.ndarray  # float64, in the .tflite's shape
    channel_axis: int = 0
    kind: str = "conv"  # conv, depthwise or dense
    input_major: bool = False  # the record's order; dense layers only
    single_scale: bool = False  # its operator takes one scale for all channels; channel_axis is 0
    multiplications: int = 1  # per weight and inference
    draw_values: tuple[int, ...] = ANY_VALUES  # candidates per draw
    pruned: bool = False  # groups of zeros stay zero in training (search/pruning.py)

    @property
    def order(self) -> WeightOrder:
        return WeightOrder(self.values.shape, self.channel_axis, self.input_major)

    @property
    def channels(self) -> int:
        return self.order.channels

    @property
    def row_length(self) -> int:
        """Weights of an output channel."""
        return self.order.row_length

    @property
    def flat(self) -> np.ndarray:
        """The values in the record's order."""
        return self.order.flat(self.values)


@dataclass(frozen=True)
class NetworkStatistics:
    """Statistics that all tensors of the unitary method share; zero for the other methods."""

    mean: int = 0
    spread: int = 0


@dataclass
class EncodedTensor:
    """A centralized tensor: the stored parts (record, encoded bytes, scale) and the resulting
    weights."""

    name: str
    record: Record
    encoded: bytes
    scale: np.float32 | np.ndarray  # the weight tensor's, one or more; with row codes, their base
    channel_scales: np.ndarray  # float32, one per output channel; a single one without row codes
    weights: np.ndarray  # int8, in the tensor's shape, as they will be regenerated
    parts: dict[str, int] = field(default_factory=dict)  # bits by part of the encoded tensor
    # of the regenerated weights, channels at equal energy; None if trained, as trained weights
    # leave the original's
    snr_db: float | None = None
