"""The report's methods: weights from means and standard deviations alone, without seed bits.

weight = uniform(mean - deviation, mean + deviation) + bias, where the bias, folded into the
stored mean, makes the regenerated weights of each batch have the real weights' mean.
"""

import numpy as np

from seedlite._constants import GENERATOR_UNIFORM, MAX_STATISTIC_BITS
from seedlite.encoder.generators import R_PER_DEVIATION, counter_values
from seedlite.encoder.noise import channel_scaled, snr_db
from seedlite.encoder.order import from_stream, to_stream
from seedlite.encoder.payload import Payload, part_bits
from seedlite.encoder.record import Record
from seedlite.encoder.regenerate import combine
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
    batch_size = min(batch_size, len(values))
    r = counter_values(generator, len(values), seed)
    means, amplitudes = corrected_statistics(values, r, batch_size, generator)
    return encode_statistics(tensor, means, amplitudes, batch_size, seed, generator)


def encode_statistics(
    tensor: WeightTensor,
    means: np.ndarray,
    amplitudes: np.ndarray,
    batch_size: int,
    seed: int,
    generator: int = GENERATOR_UNIFORM,
) -> EncodedTensor:
    """A tensor with given statistics: weight i is means[b] + amplitudes[b] * r_i, b = i div
    batch_size, with r from `counter_values(generator, weights, seed)`.

    means, amplitudes: real, [batches], for instance trained; the tensor's values only serve to say
    how close that comes to them.
    """
    count = tensor.values.size
    r = counter_values(generator, count, seed)
    statistics = quantize_statistics(means, np.abs(amplitudes), r, batch_size)
    single = len(statistics.means) == 1
    record = Record(
        count=count,
        batch_size=batch_size,
        seed=seed,
        generator=generator,
        mean=int(statistics.means[0]) if single else 0,
        spread=int(statistics.spreads[0]) if single else 0,
        shift=statistics.shift,
        mean_bits=0 if single else MAX_STATISTIC_BITS,
        spread_bits=0 if single else MAX_STATISTIC_BITS,
        input_major=tensor.input_major,
    )
    payload = Payload() if single else Payload(means=statistics.means, spreads=statistics.spreads)
    return _encoded(tensor, record, payload, statistics, r)


def encode_unitary(
    tensors: list[WeightTensor], seed: int, generator: int = GENERATOR_UNIFORM
) -> tuple[list[EncodedTensor], NetworkStatistics]:
    """One mean, one spread and one scale for all tensors together."""
    values = np.concatenate([to_stream(t.values, t.input_major) for t in tensors])
    seeds = [derived_seed(seed, number) for number in range(len(tensors))]
    draws = [
        counter_values(generator, t.values.size, s) for t, s in zip(tensors, seeds, strict=True)
    ]
    r = np.concatenate(draws)
    means, amplitudes = corrected_statistics(values, r, len(values), generator)
    statistics = quantize_statistics(means, amplitudes, r, len(values))
    encoded = []
    for tensor, tensor_seed, tensor_r in zip(tensors, seeds, draws, strict=True):
        record = Record(
            count=tensor.values.size,
            batch_size=tensor.values.size,
            seed=tensor_seed,
            generator=generator,
            network_statistics=True,
            input_major=tensor.input_major,
        )
        encoded.append(_encoded(tensor, record, Payload(), statistics, tensor_r))
    network = NetworkStatistics(
        int(statistics.means[0]), int(statistics.spreads[0]), statistics.shift
    )
    return encoded, network


def corrected_statistics(
    values: np.ndarray, r: np.ndarray, batch_size: int, generator: int
) -> tuple[np.ndarray, np.ndarray]:
    """Real mean and amplitude of each batch; the mean is less what the draws add to it."""
    amplitudes = batch_deviations(values, batch_size) / R_PER_DEVIATION[generator]
    return batch_means(values, batch_size) - amplitudes * batch_means(r, batch_size), amplitudes


def _encoded(
    tensor: WeightTensor, record: Record, payload: Payload, statistics: Statistics, r: np.ndarray
) -> EncodedTensor:
    means = per_weight(statistics.means, record.batch_size, record.count)
    spreads = per_weight(statistics.spreads, record.batch_size, record.count)
    flat = combine(means, spreads, statistics.shift, r)
    weights = from_stream(flat, tensor.values.shape, record.input_major)
    scales = np.array([statistics.scale], np.float32)
    reproduced = channel_scaled(weights, scales, tensor.channel_axis)
    return EncodedTensor(
        name=tensor.name,
        record=record,
        encoded=payload.pack(record),
        scale=statistics.scale,
        channel_scales=scales,
        weights=weights,
        parts={"seed bits": 0, **part_bits(record, tensor.channels)},
        snr_db=snr_db(tensor.values, reproduced, tensor.channel_axis),
    )
