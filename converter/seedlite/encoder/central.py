"""The report's methods: weights from means and standard deviations alone, without seed bits.

weight = uniform(mean - deviation, mean + deviation) + bias, where the bias, folded into the
stored mean, makes the regenerated weights of each batch have the real weights' mean.
"""

from dataclasses import replace

import numpy as np

from seedlite._constants import GENERATOR_UNIFORM, MAX_STATISTIC_BITS
from seedlite.encoder.generators import R_PER_DEVIATION, counter_values
from seedlite.encoder.noise import channel_scaled, snr_db
from seedlite.encoder.order import from_stream, to_stream
from seedlite.encoder.payload import Payload, part_bits
from seedlite.encoder.record import Record
from seedlite.encoder.regenerate import combine
from seedlite.encoder.row_codes import RowCodes
from seedlite.encoder.seeds import derived_seed
from seedlite.encoder.statistics import (
    Statistics,
    batch_deviations,
    batch_means,
    per_weight,
    quantize_statistics,
)
from seedlite.encoder.tensors import EncodedTensor, NetworkStatistics, WeightTensor


def encode_batches(
    tensor: WeightTensor,
    batch_size: int,
    seed: int,
    generator: int = GENERATOR_UNIFORM,
) -> EncodedTensor:
    """Layer-wise (batch_size >= weights) and batch-wise centralization of one tensor."""
    values = to_stream(tensor.values, tensor.input_major)
    record = statistics_record(tensor, batch_size, seed, generator)
    r = counter_values(generator, record.count, seed)
    means, amplitudes = corrected_statistics(values, r, record.batch_size, generator)
    statistics = quantize_statistics(means, amplitudes, r, record.batch_size)
    return with_statistics(tensor, record, statistics)


def statistics_record(
    tensor: WeightTensor, batch_size: int, seed: int, generator: int = GENERATOR_UNIFORM
) -> Record:
    """Of a tensor whose statistics are to be found; larger batches than the tensor are one."""
    count = tensor.values.size
    batch_size = min(batch_size, count)
    widths = 0 if batch_size == count else MAX_STATISTIC_BITS
    return Record(
        count=count,
        batch_size=batch_size,
        seed=seed,
        generator=generator,
        mean_bits=widths,
        spread_bits=widths,
        input_major=tensor.input_major,
    )


def with_statistics(
    tensor: WeightTensor, record: Record, statistics: Statistics, codes: RowCodes | None = None
) -> EncodedTensor:
    """The tensor with given statistics: `tensor.values` only serve to say how close they come.

    codes: scales of the output channels, where the record has row codes, instead of the
    statistics' own.
    """
    if not record.network_statistics:
        record = replace(record, shift=statistics.shift)
    payload = Payload(row_codes=np.zeros(0, np.int64) if codes is None else codes.codes)
    if record.mean_bits:
        payload.means, payload.spreads = statistics.means, statistics.spreads
    elif not record.network_statistics:
        mean, spread = int(statistics.means[0]), int(statistics.spreads[0])
        record = replace(record, mean=mean, spread=spread)
    flat = statistics_weights(record, statistics)
    weights = from_stream(flat, tensor.values.shape, record.input_major)
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


def statistics_weights(record: Record, statistics: Statistics) -> np.ndarray:
    """int8 [count], in the record's order."""
    r = counter_values(record.generator, record.count, record.seed)
    means = per_weight(statistics.means, record.batch_size, record.count)
    spreads = per_weight(statistics.spreads, record.batch_size, record.count)
    return combine(means, spreads, statistics.shift, r)


def encode_unitary(
    tensors: list[WeightTensor], seed: int, generator: int = GENERATOR_UNIFORM
) -> tuple[list[EncodedTensor], NetworkStatistics]:
    """One mean, one spread and one scale for all tensors together."""
    values = np.concatenate([to_stream(t.values, t.input_major) for t in tensors])
    records = unitary_records(tensors, seed, generator)
    r = np.concatenate([counter_values(generator, x.count, x.seed) for x in records])
    means, amplitudes = corrected_statistics(values, r, len(values), generator)
    statistics = quantize_statistics(means, amplitudes, r, len(values))
    encoded = [
        with_statistics(tensor, record, statistics)
        for tensor, record in zip(tensors, records, strict=True)
    ]
    return encoded, network_statistics(statistics)


def unitary_records(
    tensors: list[WeightTensor], seed: int, generator: int = GENERATOR_UNIFORM
) -> list[Record]:
    """Of tensors that share the network's statistics."""
    return [
        replace(
            statistics_record(tensor, tensor.values.size, derived_seed(seed, number), generator),
            network_statistics=True,
        )
        for number, tensor in enumerate(tensors)
    ]


def network_statistics(statistics: Statistics) -> NetworkStatistics:
    mean, spread = int(statistics.means[0]), int(statistics.spreads[0])
    return NetworkStatistics(mean, spread, statistics.shift)


def corrected_statistics(
    values: np.ndarray, r: np.ndarray, batch_size: int, generator: int
) -> tuple[np.ndarray, np.ndarray]:
    """Real mean and amplitude of each batch; the mean is less what the draws add to it."""
    amplitudes = batch_deviations(values, batch_size) / R_PER_DEVIATION[generator]
    return batch_means(values, batch_size) - amplitudes * batch_means(r, batch_size), amplitudes
