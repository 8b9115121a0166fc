"""Candidates of the seeded method: rates of seed bits."""

import copy
import functools
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from seedlite.allocate.coder import Int8Plan, LayerPlan, may_stay_int8
from seedlite.allocate.file_size import record_bits
from seedlite.allocate.recipe import Form
from seedlite.codec import (
    MAX_RATE,
    MIN_RATE,
    CentralizedLayer,
    CodedModel,
    Rate,
    WeightTensor,
    choose_rate,
    draw_std,
    drawn_values,
    weight_tensor,
)
from seedlite.errors import UsageError
from seedlite.model import Layer, Model
from seedlite.progress import Progress
from seedlite.search import (
    LEAST_WEIGHTS,
    MOST_QUAD_BITS,
    QUAD,
    TOLERANCE_BITS,
    Arenas,
    Sensitivity,
    TensorPlan,
    code_layer,
    encode_calibrated,
    encode_seeded,
    layer_moments,
    lays_inputs_out,
    output_error,
    output_sensitivities,
    plan_network,
    plan_tensor,
    pruned,
    search_windows,
    sharing_a_table,
    skipping_inputs,
    tensor_ladder,
    thinned,
    without_row_scales,
    zero_inputs,
)

BEAM_WIDTH = 16  # of the search in trials
MOST_TRIAL_BITS = 2.0  # per weight: errors stay well above the rounding of activations
RATE_STEP = 0.5  # between candidates
FINE_STEP, FINE_BELOW = 0.125, 2.0  # where the mean is below so many bits
SOURCE_WEIGHTS = 4096  # of the source on which a rate is measured
LOWEST, HIGHEST = 1.0, 3.0  # bits below and above the mean that a layer may have


class SeededCoder:
    """A LayerCoder of seed bits. Without samples only the weights' signal-to-noise ratio counts."""

    lowest, highest, tolerance = MIN_RATE, MAX_RATE, TOLERANCE_BITS

    def __init__(
        self,
        model: Model,
        layers: list[Layer],
        samples: np.ndarray | None,
        bits: float | None = None,
        budget: int | None = None,
        trained: bool = False,
        prune: float = 0.0,
        curved: bool = True,
    ):
        """samples: int8 [n, ...input shape] or None.
        bits, budget: limits of the file, if known; sensitivities are measured near them and at the
            lowest rate that a layer may get, at most at MOST_TRIAL_BITS.
        trained: the layers will be trained, which freezes output channels one after another.
        prune: share of groups of weights that training will make zero.
        curved: whether the search with samples minds the curvature of the end loss."""
        self.model, self.layers = model, layers
        self._samples, self._curved = samples, curved
        whole = [weight_tensor(model, layer) for layer in layers]
        self.weights = sum(tensor.values.size for tensor in whole)
        self._whole = sharing_a_table(whole, bits)
        self._tensors = _pruned(self._whole, prune)
        if bits is None:
            bits = MOST_TRIAL_BITS if budget is None else 8 * budget / self.weights
        self._trained = trained
        self._whole_errors = trained  # whether they are damage, or what remains of them
        highest = min(max(bits, MIN_RATE), MOST_TRIAL_BITS)
        self._trial_bits = sorted({min(_lowest(bits), highest), highest})
        self.remedy = f"Give {'' if samples is None else 'more '}samples (`calibration`)"

    @property
    def sensitivities(self) -> list[float] | None:
        return None if self._samples is None else [self._counted(one) for one in self._measured[-1]]

    @property
    def alternative(self) -> "SeededCoder | None":
        if self._samples is None or self._whole_errors:
            return None
        other = copy.copy(self)
        other._measured, other._whole_errors = self._measured, True
        return other

    def trial_error(self, plans: Sequence[LayerPlan]) -> float:
        assert self._samples is not None
        samples = thinned(self.model, self._samples)
        seen, unseen = (samples, samples) if len(samples) == 1 else (samples[::2], samples[1::2])
        coded = encode_calibrated(
            self.model, *_seeded(self.layers, plans), seen, curved=False, beam_width=BEAM_WIDTH
        )
        return output_error(self.model, coded, unseen)

    def _counted(self, sensitivity: Sensitivity) -> float:
        return sensitivity.whole if self._whole_errors else sensitivity.remaining

    @functools.cached_property
    def _measured(self) -> list[list[Sensitivity]]:
        """Sensitivities of all layers at each of the trial bits. The output's error grows faster
        than that of a layer's weights, so layers are more sensitive at low rates."""
        assert self._samples is not None
        samples = thinned(self.model, self._samples)
        trials = [functools.partial(self._trial, plans) for plans in self._trial_plans]
        return [output_sensitivities(self.model, self.layers, samples, trial) for trial in trials]

    @functools.cached_property
    def _trial_plans(self) -> list[list[TensorPlan]]:
        """Plans of all layers at each of the trial bits."""
        return [
            [
                plan_tensor(tensor, bits, choose_rate(bits, tensor_ladder(tensor, bits)))
                for tensor in self._whole
            ]
            for bits in self._trial_bits
        ]

    def _trial(
        self, plans: list[TensorPlan], number: int, states: Arenas
    ) -> tuple[CentralizedLayer, float]:
        layer, plan = self.layers[number], plans[number]
        found = layer_moments(self.model, layer, states, states)
        return code_layer(self.model, layer, plan, found, BEAM_WIDTH), rate_error(plan.rate)

    def damage(self, number: int, plan: LayerPlan) -> float:
        if not isinstance(plan, TensorPlan):
            return 0.0
        rates = [plans[number].rate.bits_per_weight for plans in self._trial_plans]
        measured = [self._counted(sensitivities[number]) for sensitivities in self._measured]
        sensitivity = np.interp(plan.rate.bits_per_weight, rates, measured)
        return float(sensitivity) * rate_error(plan.rate)

    @functools.cached_property
    def record_bits(self) -> list[int]:
        if not may_stay_int8(self.layers, self._samples):
            return [0] * len(self.layers)
        return record_bits(self, self._lowest_rates())

    def candidates(self, bits: float) -> list[list[LayerPlan]]:
        return [self._candidates(tensor, bits) for tensor in self._tensors]

    def _candidates(self, tensor: WeightTensor, bits: float) -> list[LayerPlan]:
        plans = self._ladder(tensor, bits)
        if may_stay_int8(self.layers, self._samples) and not tensor.pruned:
            return [*plans, Int8Plan(tensor.values.size)]
        return [*plans]

    def _ladder(self, tensor: WeightTensor, bits: float) -> list[TensorPlan]:
        """Plans the tensor at rates around `bits`."""
        lowest, highest = _lowest(bits), min(MAX_RATE, bits + HIGHEST)
        if tensor.pruned:  # bits of live weights; masks are for speed
            highest = min(highest, MOST_QUAD_BITS)
        step = FINE_STEP if bits < FINE_BELOW else RATE_STEP
        wanted = np.arange(min(lowest, highest), highest + step / 2, step)
        ladder = tensor_ladder(tensor, bits)
        rates = dict.fromkeys(choose_rate(min(rate, highest), ladder) for rate in wanted)
        return self._fastest(plan_tensor(tensor, bits, rate) for rate in rates)

    def fallback(self, bits: float) -> list[TensorPlan]:
        return self._fastest(plan_network(self._tensors, bits, {}))

    def _fastest(self, plans: Iterable[TensorPlan]) -> list[TensorPlan]:
        return [skipping_inputs(plan, *self._inputs[plan.tensor.name]) for plan in plans]

    @functools.cached_property
    def _inputs(self) -> dict[str, tuple[float, bool]]:
        """Share of zero inputs by tensor, 0 if unknown or unused; whether they are laid out."""
        shares = [0.0] * len(self.layers)
        if not self._trained and self._samples is not None:
            shares = zero_inputs(self.model, self.layers, self._samples)
        return {
            tensor.name: (share, lays_inputs_out(self.model, layer))
            for tensor, layer, share in zip(self._tensors, self.layers, shares, strict=True)
        }

    def smallest(self) -> list[TensorPlan]:
        return [without_row_scales(plan) for plan in self._lowest_rates()]

    def _lowest_rates(self) -> list[TensorPlan]:
        return [
            plan_tensor(tensor, MIN_RATE, tensor_ladder(tensor, MIN_RATE)[0])
            for tensor in self._tensors
        ]

    def plan(self, number: int, form: Form) -> TensorPlan:
        assert form.values_per_draw is not None
        assert form.bits_per_draw is not None
        rate = Rate(form.values_per_draw, form.bits_per_draw)
        tensor = replace(self._tensors[number], input_major=bool(form.input_major))
        group = form.mask_group
        if tensor.pruned and (tensor.input_major or group not in (None, QUAD)):
            raise UsageError(
                f"`prune` makes groups of {QUAD} weights of an output zero, where the recipe gives "
                f"layer '{tensor.name}' mask_group {group}"
                f"{' in input-major order' if tensor.input_major else ''}: leave that out of the "
                "recipe, or `prune`"
            )
        plan = plan_tensor(tensor, rate.bits_per_weight, rate, group)
        if form.row_codes is False:
            plan = without_row_scales(plan)
        return plan

    def encode(self, plans: Sequence[LayerPlan], progress: Progress | None) -> CodedModel:
        chosen = _seeded(self.layers, plans)
        if self._samples is not None:
            return encode_calibrated(self.model, *chosen, self._samples, progress, self._curved)
        parts: list[CentralizedLayer] = []
        done = 0
        for layer, plan in zip(*chosen, strict=True):
            parts.append(CentralizedLayer(layer, encode_seeded(plan)))
            done += plan.record.count
            if progress:
                progress(done, self.weights)
        return CodedModel(parts, self.model)


def _seeded(
    layers: Sequence[Layer], plans: Sequence[LayerPlan]
) -> tuple[list[Layer], list[TensorPlan]]:
    """Returns the layers that do not stay int8, and their plans."""
    pairs = zip(layers, plans, strict=True)
    seeded = {layer: plan for layer, plan in pairs if isinstance(plan, TensorPlan)}
    return list(seeded), list(seeded.values())


def _lowest(bits: float) -> float:
    """Returns the lowest rate that a layer may have where the mean is `bits`."""
    return max(MIN_RATE, min(bits, 1.0) / 2, bits - LOWEST)


def _pruned(tensors: list[WeightTensor], share: float) -> list[WeightTensor]:
    found = [pruned(tensor, share) for tensor in tensors]
    if share and not any(tensor.pruned for tensor in found):
        raise UsageError(
            f"`prune` {share:g}: no layer would be faster; it takes dense layers of "
            f"{LEAST_WEIGHTS:,} weights or more whose inputs are a multiple of {QUAD}, and such "
            "convolutions where that share outweighs the looking: prune more, or leave it out"
        )
    return found


@functools.cache
def rate_error(rate: Rate) -> float:
    """Returns the relative squared error of a Gaussian source coded at a rate."""
    source = np.random.default_rng(0).normal(size=SOURCE_WEIGHTS)
    # a coded source has less energy (rate-distortion theory)
    shrink = np.sqrt(1 - 4.0**-rate.bits_per_weight)
    targets = source * draw_std(rate.values_per_draw) / shrink
    drawn = drawn_values(search_windows(targets, rate), rate)[:SOURCE_WEIGHTS].astype(np.float64)
    return 1 - (targets @ drawn) ** 2 / ((targets @ targets) * (drawn @ drawn))
