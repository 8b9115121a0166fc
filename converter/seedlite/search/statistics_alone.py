"""Methods that regenerate weights from means and standard deviations alone, without seed bits.

The report's formula is weight = uniform(mean - deviation, mean + deviation) + bias; the bias gives
the regenerated batch the mean of its real weights and is folded into the stored mean. Four levels
of equal variance, deviation^2 / 3, replace the uniform distribution; they reach 0.77 deviations
from the mean (DESIGN.md, "Levels").
"""

from dataclasses import replace

import numpy as np

from seedlite.codec import (
    LEVEL_STD,
    EncodedTensor,
    NetworkStatistics,
    Payload,
    Record,
    RowCodes,
    WeightOrder,
    WeightTensor,
    channel_scaled,
    combine,
    part_bits,
    row_levels,
    snr_db,
)
from seedlite.format.constants import MAX_STATISTIC_BITS
from seedlite.search.seeds import derived_seed
from seedlite.search.statistics import (
    SPREAD_MAX,
    Statistics,
    batch_means,
    batch_stds,
    per_weight,
    quantize_statistics,
)

LEVELS_PER_STD = LEVEL_STD * 3**0.5  # spread = standard deviation / this


def encode_batches(tensor: WeightTensor, batch_size: int, seed: int) -> EncodedTensor:
    """Encodes one tensor batch-wise, or layer-wise if batch_size >= its weights."""
    values = tensor.flat
    record = statistics_record(tensor, batch_size, seed)
    r = row_levels(record, tensor.values.shape)
    means, amplitudes = corrected_statistics(values, r, record.batch_size)
    statistics = quantize_statistics(means, amplitudes, r, record.batch_size)
    return with_statistics(tensor, record, statistics)


def statistics_record(tensor: WeightTensor, batch_size: int, seed: int) -> Record:
    """Returns the record of a tensor before its statistics are known; batch_size is cut to the
    tensor."""
    count = tensor.values.size
    batch_size = min(batch_size, count)
    several = batch_size < count
    return Record(
        count=count,
        batch_size=batch_size,
        seed=seed,
        mean_bits=MAX_STATISTIC_BITS if several else 0,
        spread_bits=SPREAD_MAX.bit_length() if several else 0,
        input_major=tensor.input_major,
    )


def with_statistics(
    tensor: WeightTensor, record: Record, statistics: Statistics, codes: RowCodes | None = None
) -> EncodedTensor:
    """Encodes the tensor with given statistics; `tensor.values` only serve to compute the SNR.

    codes: scales of the output channels, for records with row codes.
    """
    payload = Payload(row_codes=np.zeros(0, np.int64) if codes is None else codes.codes)
    if record.mean_bits:
        payload.means, payload.spreads = statistics.means, statistics.spreads
    elif not record.network_statistics:
        mean, spread = int(statistics.means[0]), int(statistics.spreads[0])
        record = replace(record, mean=mean, spread=spread)
    weights = statistics_weights(record, tensor.values.shape, statistics)
    scales = np.array([statistics.scale], np.float32) if codes is None else codes.scales
    reproduced = channel_scaled(weights, scales, tensor.channel_axis)
    return EncodedTensor(
        name=tensor.name,
        record=record,
        encoded=payload.pack(record),
        scale=statistics.scale if codes is None else codes.base,
        channel_scales=scales,
        weights=weights,
        parts={"seed bits": 0, **part_bits(record, tensor.channels)},
        snr_db=snr_db(tensor.values, reproduced, tensor.channel_axis),
    )


def statistics_weights(
    record: Record, shape: tuple[int, ...], statistics: Statistics
) -> np.ndarray:
    """Returns the regenerated weights: int8, in the tensor's shape."""
    means = per_weight(statistics.means, record.batch_size, record.count)
    spreads = per_weight(statistics.spreads, record.batch_size, record.count)
    flat = combine(means, spreads, row_levels(record, shape))
    return WeightOrder(shape, input_major=record.input_major).shaped(flat)


def encode_unitary(
    tensors: list[WeightTensor], seed: int
) -> tuple[list[EncodedTensor], NetworkStatistics]:
    """Encodes all tensors with one mean, one spread and one scale."""
    values = np.concatenate([tensor.flat for tensor in tensors])
    records = unitary_records(tensors, seed)
    pairs = list(zip(tensors, records, strict=True))
    r = np.concatenate([row_levels(record, tensor.values.shape) for tensor, record in pairs])
    means, amplitudes = corrected_statistics(values, r, len(values))
    statistics = quantize_statistics(means, amplitudes, r, len(values))
    encoded = [with_statistics(tensor, record, statistics) for tensor, record in pairs]
    return encoded, network_statistics(statistics)


def unitary_records(tensors: list[WeightTensor], seed: int) -> list[Record]:
    """Returns the records of tensors that share the network's statistics."""
    return [
        replace(
            statistics_record(tensor, tensor.values.size, derived_seed(seed, number)),
            network_statistics=True,
        )
        for number, tensor in enumerate(tensors)
    ]


def network_statistics(statistics: Statistics) -> NetworkStatistics:
    """Returns the first batch's mean and spread as the network's."""
    return NetworkStatistics(int(statistics.means[0]), int(statistics.spreads[0]))


def corrected_statistics(
    values: np.ndarray, r: np.ndarray, batch_size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns each batch's mean, less what its draws contribute, and amplitude: float64
    [batches]."""
    amplitudes = batch_stds(values, batch_size) / LEVELS_PER_STD
    return batch_means(values, batch_size) - amplitudes * batch_means(r, batch_size), amplitudes
