"""From a record and its encoded tensor to weights (SPEC.md, sections 4 and 5)."""

import math

import numpy as np

from seedlite._constants import WEIGHT_MAX
from seedlite.encoder.generators import counter_values, window_values
from seedlite.encoder.order import from_stream
from seedlite.encoder.payload import Payload, live_weights
from seedlite.encoder.record import Record
from seedlite.encoder.row_codes import multipliers
from seedlite.encoder.tensors import NetworkStatistics
from seedlite.errors import BadInputError


def regenerate(
    record: Record,
    encoded: bytes,
    shape: tuple[int, ...],
    network: NetworkStatistics,
    channels: int,
) -> np.ndarray:
    """The int8 weights, in `shape`; `channels` is the number of output channels.

    Raises BadInputError if the record does not fit the shape or the encoded tensor.
    """
    _check_shape(record, shape)
    payload = Payload.unpack(record, encoded, channels)
    live = live_weights(record, payload.mask)
    r = np.zeros(record.count, np.int32)
    r[live] = _drawn(record, payload, int(np.count_nonzero(live)))
    weights = combine(*_statistics(record, payload, network), r)
    weights[~live] = 0
    return from_stream(weights, shape, record.input_major)


def row_scales(record: Record, encoded: bytes, base: float, channels: int) -> np.ndarray:
    """float32 [channels]: the scales that the row codes say; `base` is the tensor's own scale."""
    payload = Payload.unpack(record, encoded, channels)
    table = multipliers(record.row_code_bits, record.row_code_mantissa_bits)
    return np.float32(base) * table[payload.row_codes].astype(np.float32)


def combine(mean: np.ndarray, spread: np.ndarray, shift: int, r: np.ndarray) -> np.ndarray:
    """mean + spread * r / 2^shift, rounded and clamped; int8."""
    noise = scaled_noise(spread, shift, r)
    return np.clip(mean + noise, -WEIGHT_MAX, WEIGHT_MAX).astype(np.int8)


def scaled_noise(spread: np.ndarray, shift: int, r: np.ndarray) -> np.ndarray:
    """spread * r / 2^shift, rounded to integers as the runtime does it."""
    rounding = (1 << shift) >> 1
    return (spread * r.astype(np.int32) + rounding) >> shift  # |spread * r| <= 255 * 128


def _drawn(record: Record, payload: Payload, live: int) -> np.ndarray:
    if not record.bits_per_draw:
        return counter_values(record.generator, live, record.seed)
    table = window_values(record.generator, record.window_bits, record.values_per_draw, record.seed)
    return table[payload.windows].ravel()[:live]


def _statistics(
    record: Record, payload: Payload, network: NetworkStatistics
) -> tuple[np.ndarray, np.ndarray, int]:
    """Mean and spread of every weight (or one for all), and the shift."""
    if record.network_statistics:
        return np.array(network.mean), np.array(network.spread), network.shift
    mean, spread = np.array(record.mean), np.array(record.spread)
    if record.mean_bits:
        mean = np.repeat(payload.means, record.batch_size)[: record.count]
    if record.spread_bits:
        spread = np.repeat(payload.spreads, record.batch_size)[: record.count]
    return mean, spread, record.shift


def _check_shape(record: Record, shape: tuple[int, ...]) -> None:
    if math.prod(shape) != record.count:
        raise BadInputError(
            f"E_SIZE: a record has {record.count} weights, its tensor {math.prod(shape)} "
            f"(shape {tuple(shape)}); convert the model again"
        )
    if record.input_major and len(shape) != 2:
        raise BadInputError(
            f"E_SHAPE: a record is input-major, its tensor of shape {tuple(shape)} not a dense "
            "layer's; convert the model again"
        )
