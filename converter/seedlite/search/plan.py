"""Plans the record of each tensor of a seeded network within a limit of bits per weight."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from seedlite.codec import (
    DB_PER_BIT,
    MAX_RATE,
    MIN_RATE,
    SPREAD_BITS,
    EncodedTensor,
    Rate,
    Record,
    WeightTensor,
    choose_mask_group,
    choose_rate,
    encoded_bytes,
    live_count,
    rate_ladder,
    zero_groups,
)
from seedlite.errors import DoesNotFitError
from seedlite.format.constants import LARGE_LAYER, LIVE_BITS, MOST_SCRATCH
from seedlite.search.skipping import QUAD, mask_pays, skipping_inputs_pays

TOLERANCE_BITS = 0.05  # bits per weight by which the mean may exceed the limit
ROW_CODE_BITS, ROW_CODE_MANTISSA_BITS = 6, 3
MOST_QUAD_BITS = 4.0  # per live weight under a mask of quads; higher rates draw weights one by one
QUAD_VALUES = (1, 2, 4)  # per draw: divisors of a quad
SMALL_NETWORK = 8192  # weights: at 2 bits they take as much memory as two tables
BUFFERED_VALUES = (1, 2, 3, 4)  # per draw: convolutions draw all of these from one table
SHARED_VALUES = ((8, 0.5), (4, 1.0), (2, 3.0))  # (values per draw, highest bits per weight)
SKIPPING_RATE = Rate(4, 8)  # of dense kernels that skip weights or inputs
MASK_INPUTS = QUAD * LIVE_BITS  # kernels that skip weights read whole words of the mask
MOST_SKIPPING_OUTPUTS = MOST_SCRATCH // 4  # in input-major order, with int32 sums in scratch


@dataclass(frozen=True)
class TensorPlan:
    """A tensor with the record that will store it, and the bits that this takes."""

    tensor: WeightTensor
    record: Record
    mask: np.ndarray  # int64 [mask groups]
    fixed_rate: bool  # the rate is the user's and is not lowered

    @property
    def live(self) -> int:
        return live_count(self.record, self.mask)

    @property
    def stored_bits(self) -> int:
        return 8 * encoded_bytes(self.record, self.tensor.channels, self.live)

    @property
    def rate(self) -> Rate:
        return self.record.rate


# Statistics are computed at once, seed bits after the allocation.
CentralizedPlan = TensorPlan | EncodedTensor


@dataclass(frozen=True)
class _Saving:
    """A cheaper plan for tensor `index`; `decibels` of signal-to-noise ratio lost, summed over its
    weights."""

    index: int
    plan: TensorPlan
    saved_bits: int
    decibels: float

    def price(self, excess: float) -> float:
        return round(self.decibels / min(self.saved_bits, excess), 6)


def plan_network(
    tensors: list[WeightTensor], bits: float, rates: Mapping[str, Rate]
) -> list[TensorPlan]:
    """Returns plans whose stored bits sum to at most `bits` + TOLERANCE_BITS per weight. `rates`
    fixes the rates of single tensors, by name. While the sum is too large, row scales are left out
    and rates lowered, the step with the lowest loss of signal-to-noise ratio per bit first. Raises
    DoesNotFitError if that does not suffice."""
    plans = [_plan_above(tensor, bits, rates.get(tensor.name)) for tensor in tensors]
    allowed = (bits + TOLERANCE_BITS) * sum(plan.record.count for plan in plans)
    while (excess := sum(plan.stored_bits for plan in plans) - allowed) > 0:
        savings = [s for i, plan in enumerate(plans) for s in _savings(i, plan, bits)]
        if not savings:
            raise DoesNotFitError(
                f"the layers {', '.join(t.name for t in tensors)} take {excess + allowed:.0f} bits "
                f"at the least, where {bits} bits per weight allow {allowed:.0f}: too few weights "
                "for seed bits; leave the smallest layers out (`layers`) or use `method` layer"
            )
        # Savings beyond the excess are worth nothing. Ties go to the largest layer, which is the
        # least sensitive.
        best = min(savings, key=lambda s: (s.price(excess), -plans[s.index].record.count))
        plans[best.index] = best.plan
    return plans


def _plan_above(tensor: WeightTensor, bits: float, rate: Rate | None) -> TensorPlan:
    """Plans the tensor at `rate`, or else at its lowest rate of at least `bits`."""
    above = (r.bits_per_weight for r in tensor_ladder(tensor, bits) if r.bits_per_weight >= bits)
    return plan_tensor(tensor, next(above, bits), rate)


def sharing_a_table(tensors: list[WeightTensor], bits: float | None) -> list[WeightTensor]:
    """Returns the tensors restricted to values per draw for which the device needs few tables. In a
    small network all tensors share one number of values, which admits rates around `bits`, or
    QUAD_VALUES if `bits` is None. In a larger one with convolutions, all but large dense layers are
    restricted to BUFFERED_VALUES."""
    if sum(tensor.values.size for tensor in tensors) > SMALL_NETWORK:
        if all(tensor.kind == "dense" for tensor in tensors):
            return tensors
        return [
            t
            if t.kind == "dense" and t.values.size >= LARGE_LAYER
            else replace(t, draw_values=BUFFERED_VALUES)
            for t in tensors
        ]
    values: tuple[int, ...] = QUAD_VALUES
    if bits is not None:
        values = (next((v for v, most in SHARED_VALUES if bits <= most), 1),)
    return [replace(tensor, draw_values=values) for tensor in tensors]


def tensor_ladder(tensor: WeightTensor, bits: float) -> tuple[Rate, ...]:
    """Returns the tensor's candidate rates around `bits` per weight, ascending."""
    return _ladder(tensor, _mask_group(tensor, bits))


def _ladder(tensor: WeightTensor, mask_group: int) -> tuple[Rate, ...]:
    values = tensor.draw_values
    if mask_group == QUAD:
        values = tuple(v for v in values if v in QUAD_VALUES) or QUAD_VALUES[-1:]
    return rate_ladder(tensor.order.stream_row_length, tensor.multiplications, values)


def plan_tensor(
    tensor: WeightTensor,
    bits: float,
    rate: Rate | None = None,
    mask_group: int | None = None,
) -> TensorPlan:
    """Plans one tensor with a scale for each row. The rate is `rate`, or else `bits` per weight; a
    zero mask leaves more of these bits to each live weight. The mask's group size is `mask_group`
    (0: no mask), or else that of pruning or the one that saves most."""
    ladder = tensor_ladder(tensor, bits)
    wanted = rate or choose_rate(bits, ladder)
    values = tensor.flat
    group = _mask_group(tensor, wanted.bits_per_weight) if mask_group is None else mask_group
    mask = zero_groups(values, group) if group else np.zeros(0, np.int64)
    record = Record(
        count=values.size,
        batch_size=tensor.row_length if tensor.single_scale else values.size,
        spread_bits=SPREAD_BITS if tensor.single_scale else 0,
        row_code_bits=0 if tensor.single_scale else ROW_CODE_BITS,
        row_code_mantissa_bits=0 if tensor.single_scale else ROW_CODE_MANTISSA_BITS,
        mask_group=group,
        input_major=tensor.input_major,
        **wanted._asdict(),
    )
    plan = TensorPlan(tensor, record, mask, rate is not None)
    if rate is None and group and plan.live:
        spare = (bits * values.size - len(mask)) / plan.live
        if _skips_weights(tensor) and spare >= SKIPPING_RATE.bits_per_weight:
            return _at_rate(plan, SKIPPING_RATE)
        most = MOST_QUAD_BITS if group == QUAD and tensor.kind != "depthwise" else MAX_RATE
        return _at_rate(plan, choose_rate(max(MIN_RATE, min(spare, most)), ladder))
    return plan


def _mask_group(tensor: WeightTensor, bits: float) -> int:
    """Returns the group size that saves most bits. A convolution takes quads, which the runtime
    skips, if they divide the group or leave enough bits to each live weight."""
    if tensor.pruned:
        return QUAD
    values = tensor.flat
    if _skips_weights(tensor):
        fast = choose_rate(bits, _ladder(tensor, 0)) == SKIPPING_RATE
        return QUAD if fast and mask_pays(zero_groups(values, QUAD), tensor.channels) else 0
    group = choose_mask_group(values, bits, tensor.row_length)
    if tensor.kind == "dense" and group == 2:
        return 1  # kernels gather live inputs one by one or in quads
    if tensor.kind != "conv" or not group or tensor.values.shape[-1] % QUAD:
        return group
    quads = zero_groups(values, QUAD)
    live = QUAD * (len(quads) - int(quads.sum()))
    spare = bits * values.size - len(quads)
    return QUAD if group % QUAD == 0 or spare >= MOST_QUAD_BITS * live else group


def _skips_weights(tensor: WeightTensor) -> bool:
    """Tells whether the layer's dense kernel skips masked groups. The other dense kernels gather
    live inputs, which takes longer than multiplying by zeros."""
    dense = tensor.kind == "dense" and not tensor.input_major
    return dense and tensor.row_length % MASK_INPUTS == 0


def skipping_inputs(plan: TensorPlan, zero_inputs: float, laid_out: bool) -> TensorPlan:
    """Returns the plan in input-major order without a mask if the layer runs faster that way.

    zero_inputs: the share of the layer's inputs at their zero point, 0 ... 1.
    laid_out: whether the runtime would otherwise lay them out.
    """
    tensor = plan.tensor
    outputs = tensor.channels
    whole = outputs % QUAD == 0 and outputs <= MOST_SKIPPING_OUTPUTS
    whole = whole and plan.rate == SKIPPING_RATE
    fixed = tensor.input_major or tensor.pruned or tensor.single_scale
    if tensor.kind != "dense" or fixed or not whole:
        return plan
    if not skipping_inputs_pays(tensor.row_length, outputs, zero_inputs, plan.mask, laid_out):
        return plan
    record = replace(plan.record, mask_group=0, input_major=True)
    tensor = replace(tensor, input_major=True)
    return replace(plan, tensor=tensor, record=record, mask=plan.mask[:0])


def without_row_scales(plan: TensorPlan) -> TensorPlan:
    """Returns the plan with one scale for the whole tensor."""
    record = replace(
        plan.record,
        row_code_bits=0,
        row_code_mantissa_bits=0,
        spread_bits=0,
        batch_size=plan.record.count,
    )
    return replace(plan, record=record)


def _savings(index: int, plan: TensorPlan, bits: float) -> list[_Saving]:
    """Returns cheaper plans at no less than half the allowed bits; below that, int8 serves the
    layer better."""
    options = []
    if plan.record.row_scaled:
        options.append((without_row_scales(plan), _row_scale_gain(plan)))
    now = plan.rate.bits_per_weight
    ladder = _ladder(plan.tensor, plan.record.mask_group)
    lower = [r for r in ladder if bits / 2 <= r.bits_per_weight < now]
    if lower and not plan.fixed_rate:
        rate = lower[-1]
        lost = (now - rate.bits_per_weight) * DB_PER_BIT * plan.live
        options.append((_at_rate(plan, rate), lost))
    savings = (
        _Saving(index, cheaper, plan.stored_bits - cheaper.stored_bits, decibels)
        for cheaper, decibels in options
    )
    return [s for s in savings if s.saved_bits > 0]


def _at_rate(plan: TensorPlan, rate: Rate) -> TensorPlan:
    return replace(plan, record=replace(plan.record, **rate._asdict()))


def _row_scale_gain(plan: TensorPlan) -> float:
    """Returns the gain of per-row scales in decibels, summed over the weights: the ratio of the
    arithmetic to the geometric mean of the channels' energies (coding gain, Jayant and Noll 1984).
    """
    tensor = plan.tensor
    channel = tensor.order.flat_channels()
    squares = np.square(tensor.flat)
    sizes = np.bincount(channel, squares > 0, tensor.channels)
    energies = np.bincount(channel, squares, tensor.channels)[sizes > 0] / sizes[sizes > 0]
    if len(energies) == 0:
        return 0.0
    common = np.average(energies, weights=sizes[sizes > 0])
    return float(np.sum(sizes[sizes > 0] * 10 * np.log10(common / energies)))
