"""Creates the kernels before the first step."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from seedlite.codec import (
    Record,
    WeightTensor,
    live_weights,
    row_levels,
)
from seedlite.model import Layer
from seedlite.search import (
    ROW_CODE_BITS,
    ROW_CODE_MANTISSA_BITS,
    CentralizedPlan,
    TensorPlan,
    corrected_statistics,
)
from seedlite.training.kernels import Kernel, SeededKernel, StatisticsKernel, TrainableStatistics
from seedlite.training.units import in_units, row_units
from seedlite.training.variables import variables_of


def start_kernels(
    chosen: Sequence[Layer], tensors: Sequence[WeightTensor], plans: Sequence[CentralizedPlan]
) -> dict[int, Kernel]:
    """Returns the kernels by operator. tensors: the original's weights."""
    kernels: dict[int, Kernel] = {}
    batches = []
    for layer, tensor, plan in zip(chosen, tensors, plans, strict=True):
        if isinstance(plan, TensorPlan):
            with variables_of(layer):
                kernels[layer.operator] = _seeded(layer, tensor, plan)
        else:
            batches.append((layer, tensor, _with_row_codes(plan.record)))
    sharing = [one for one in batches if one[2].network_statistics]
    for group in [sharing] if sharing else [[one] for one in batches]:
        with variables_of(group[0][0]):
            statistics = _statistics(group)
        for layer, tensor, record in group:
            with variables_of(layer):
                kernels[layer.operator] = StatisticsKernel(tensor, record, statistics)
    return kernels


def _seeded(layer: Layer, tensor: WeightTensor, plan: TensorPlan) -> SeededKernel:
    values, record = tensor.values, plan.record
    units = row_units(values, layer, record.row_code_bits > 0)
    alive = np.ones(values.shape)
    if not plan.tensor.pruned:
        alive = plan.tensor.order.shaped(live_weights(record, plan.mask))
    return SeededKernel(in_units(values, units, layer), plan, alive)


def _with_row_codes(record: Record) -> Record:
    """Adds row codes: output channels have gains, as batch normalization is folded into the
    weights."""
    return replace(
        record, row_code_bits=ROW_CODE_BITS, row_code_mantissa_bits=ROW_CODE_MANTISSA_BITS
    )


def _statistics(group: Sequence[tuple[Layer, WeightTensor, Record]]) -> TrainableStatistics:
    """Returns the initial statistics of weights that share them, by the report's formula."""
    streams = [
        in_units(tensor.values, row_units(tensor.values, layer), layer).ravel()
        for layer, tensor, _ in group
    ]
    records = [record for _, _, record in group]
    r = np.concatenate([row_levels(record, tensor.values.shape) for _, tensor, record in group])
    batch_size = len(r) if len(group) > 1 else records[0].batch_size
    means, amplitudes = corrected_statistics(np.concatenate(streams), r, batch_size)
    return TrainableStatistics(means, amplitudes, batch_size)
