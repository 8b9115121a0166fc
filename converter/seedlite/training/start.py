"""Kernels as they are before the first step."""

from dataclasses import replace

import numpy as np

from seedlite.calibrated.sensitivity import choose_rates
from seedlite.calibrated.states import States
from seedlite.calibration import quantize_inputs
from seedlite.encoder import Record, WeightTensor, counter_values
from seedlite.encoder.central import corrected_statistics, statistics_record, unitary_records
from seedlite.encoder.order import from_stream, to_stream
from seedlite.encoder.payload import live_weights
from seedlite.encoder.plan import ROW_CODE_BITS, ROW_CODE_MANTISSA_BITS, plan_network
from seedlite.encoder.seeds import derived_seed
from seedlite.graph import Layer
from seedlite.tflite import Model
from seedlite.training.kernels import Kernel, SeededKernel, StatisticsKernel, TrainedStatistics
from seedlite.training.network import Original, in_units, row_units

Kernels = dict[int, Kernel]  # by operator


def seeded_kernels(
    model: Model, original: Original, chosen: list[Layer], bits: float, seed: int, x: np.ndarray
) -> Kernels:
    """`bits` per weight, divided over the layers by what they do to the outputs. x: samples of the
    inputs, real."""
    tensors = [original.tensors[layer.operator] for layer in chosen]
    states = States(model, quantize_inputs(model, x))
    rates = choose_rates(model, chosen, tensors, states, bits, seed)
    kernels: Kernels = {}
    for layer, plan in zip(chosen, plan_network(tensors, bits, seed, rates), strict=True):
        values, record = plan.tensor.values, plan.record
        units = row_units(values, layer, record.row_code_bits > 0)
        alive = from_stream(live_weights(record, plan.mask), values.shape, record.input_major)
        kernels[layer.operator] = SeededKernel(in_units(values, units, layer), plan, alive)
    return kernels


def statistics_kernels(
    original: Original, chosen: list[Layer], batch_size: int | None, seed: int
) -> Kernels:
    """A pair of statistics for each batch, or for each layer if it is None."""
    kernels: Kernels = {}
    for number, layer in enumerate(chosen):
        tensor = original.tensors[layer.operator]
        size = batch_size or tensor.values.size
        record = _with_row_codes(statistics_record(tensor, size, derived_seed(seed, number)))
        statistics = _statistics([_stream(tensor, layer)], [record], record.batch_size)
        kernels[layer.operator] = StatisticsKernel(tensor, record, statistics)
    return kernels


def unitary_kernels(original: Original, chosen: list[Layer], seed: int) -> Kernels:
    """One pair of statistics for all."""
    tensors = [original.tensors[layer.operator] for layer in chosen]
    records = [_with_row_codes(record) for record in unitary_records(tensors, seed)]
    streams = [_stream(tensor, layer) for tensor, layer in zip(tensors, chosen, strict=True)]
    statistics = _statistics(streams, records, sum(record.count for record in records))
    return {
        layer.operator: StatisticsKernel(tensor, record, statistics)
        for layer, tensor, record in zip(chosen, tensors, records, strict=True)
    }


def _with_row_codes(record: Record) -> Record:
    """Output channels keep gains of their own: batch normalization folded into the weights."""
    return replace(
        record, row_code_bits=ROW_CODE_BITS, row_code_mantissa_bits=ROW_CODE_MANTISSA_BITS
    )


def _stream(tensor: WeightTensor, layer: Layer) -> np.ndarray:
    values = in_units(tensor.values, row_units(tensor.values, layer), layer)
    return to_stream(values, tensor.input_major)


def _statistics(
    streams: list[np.ndarray], records: list[Record], batch_size: int
) -> TrainedStatistics:
    generator = records[0].generator
    r = np.concatenate([counter_values(generator, x.count, x.seed) for x in records])
    means, amplitudes = corrected_statistics(np.concatenate(streams), r, batch_size, generator)
    return TrainedStatistics(means, amplitudes, generator)
