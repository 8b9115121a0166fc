"""Regenerates weights from a record and its encoded tensor (SPEC.md, sections 4 and 5)."""

import math

import numpy as np

from seedlite.codec.draws import drawn_values, levels
from seedlite.codec.order import WeightOrder
from seedlite.codec.payload import Payload, live_weights
from seedlite.codec.record import Record
from seedlite.codec.row_codes import multipliers
from seedlite.codec.tensors import NetworkStatistics
from seedlite.errors import BadInputError
from seedlite.format.constants import SPREAD_SHIFT


def regenerate(
    record: Record,
    encoded: bytes,
    shape: tuple[int, ...],
    network: NetworkStatistics,
    channels: int,
) -> np.ndarray:
    """Returns the int8 weights, in `shape`; `channels` is the number of output channels. Raises
    BadInputError if the record does not fit the shape or the encoded tensor."""
    _check_shape(record, shape)
    payload = Payload.unpack(record, encoded, channels)
    live = live_weights(record, payload.mask)
    weights = np.zeros(record.count, np.int8)
    if record.bits_per_draw:
        weights[live] = _drawn(record, payload, live)
    else:
        mean, spread = _statistics(record, payload, network)
        weights[live] = combine(mean, spread, row_levels(record, shape))[live]
    return WeightOrder(shape, input_major=record.input_major).shaped(weights)


def row_scales(record: Record, encoded: bytes, base: float, channels: int) -> np.ndarray:
    """Returns the scales that the row codes stand for: float32 [channels]. base: the tensor's
    scale."""
    payload = Payload.unpack(record, encoded, channels)
    table = multipliers(record.row_code_bits, record.row_code_mantissa_bits)
    return np.float32(base) * table[payload.row_codes].astype(np.float32)


def row_levels(record: Record, shape: tuple[int, ...]) -> np.ndarray:
    """Returns r of a tensor with statistics alone: int8 [count], in the record's order."""
    length = record.row_length(shape)
    return levels(record.count // length, length, record.seed).ravel()


def combine(mean: np.ndarray, spread: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Returns mean + spread * r, which is in range: int8."""
    return (mean + spread * r.astype(np.int32)).astype(np.int8)


def scaled_draws(spread: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Returns draws of seed bits times spreads, in 256ths, rounded as in the runtime: int8."""
    rounding = 1 << (SPREAD_SHIFT - 1)
    return ((spread * r.astype(np.int32) + rounding) >> SPREAD_SHIFT).astype(np.int8)


def _drawn(record: Record, payload: Payload, live: np.ndarray) -> np.ndarray:
    r = drawn_values(payload.windows, record.rate)[: np.count_nonzero(live)]
    if not record.spread_bits:
        return r
    spreads = np.repeat(payload.spreads, record.batch_size)[: record.count]
    return scaled_draws(spreads[live], r)


def _statistics(
    record: Record, payload: Payload, network: NetworkStatistics
) -> tuple[np.ndarray, np.ndarray]:
    """Returns mean and spread of every weight, or one for all."""
    if record.network_statistics:
        return np.array(network.mean), np.array(network.spread)
    mean, spread = np.array(record.mean), np.array(record.spread)
    if record.mean_bits:
        mean = np.repeat(payload.means, record.batch_size)[: record.count]
    if record.spread_bits:
        spread = np.repeat(payload.spreads, record.batch_size)[: record.count]
    return mean, spread


def _check_shape(record: Record, shape: tuple[int, ...]) -> None:
    if math.prod(shape) != record.count:
        raise BadInputError(
            f"a record has {record.count} weights, its tensor {math.prod(shape)} "
            f"(shape {tuple(shape)}); convert the model again",
            "E_SIZE",
        )
    if record.input_major and len(shape) != 2:
        raise BadInputError(
            f"a record is input-major, its tensor of shape {tuple(shape)} not a dense "
            "layer's; convert the model again",
            "E_SHAPE",
        )
