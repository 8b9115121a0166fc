"""Bits divided over the layers by what their errors do to the network's output."""

from dataclasses import dataclass

import numpy as np

from seedlite.calibrated.coding import code_layer, layer_moments
from seedlite.calibrated.states import States
from seedlite.centralize import editable, install_weights
from seedlite.encoder.plan import TOLERANCE_BITS, TensorPlan, plan_tensor
from seedlite.encoder.rates import MAX_RATE, MIN_RATE, Rate, choose_rate
from seedlite.encoder.tensors import WeightTensor
from seedlite.graph import Layer, layers
from seedlite.tflite import Model

SAMPLES = 128  # that errors are measured on
SURVIVORS = 16  # of the trial coding
MOST_TRIAL_BITS = 2.0  # per weight: errors well above the rounding of activations
RATE_STEP = 0.5
LOWEST, HIGHEST = 1.0, 3.0  # bits that a layer may have less or more than the mean


@dataclass(frozen=True)
class _Step:
    """A layer's next higher rate."""

    index: int
    plan: TensorPlan
    bits: int
    gain: float


def choose_rates(
    model: Model,
    chosen: list[Layer],
    tensors: list[WeightTensor],
    states: States,
    bits: float,
    seed: int,
) -> dict[str, Rate]:
    """Rates by tensor name with which all tensors together keep `bits` per weight and the output's
    squared error is least; none where even the lowest rates are too much."""
    noises = output_noises(model, chosen, tensors, states, min(bits, MOST_TRIAL_BITS), seed)
    ladders = [_ladder(tensor, bits, seed) for tensor in tensors]
    plans = [ladder[0] for ladder in ladders]
    allowed = (bits + TOLERANCE_BITS) * sum(plan.record.count for plan in plans)
    while True:
        spare = allowed - sum(plan.stored_bits for plan in plans)
        if spare < 0:
            return {}
        steps = [
            step
            for index, (plan, ladder, noise) in enumerate(zip(plans, ladders, noises, strict=True))
            if (step := _next(index, plan, ladder, noise)) and step.bits <= spare
        ]
        if not steps:
            return {plan.tensor.name: plan.rate for plan in plans}
        best = max(steps, key=lambda step: step.gain / max(1, step.bits))
        plans[best.index] = best.plan


def output_noises(
    model: Model,
    chosen: list[Layer],
    tensors: list[WeightTensor],
    states: States,
    bits: float,
    seed: int,
) -> list[float]:
    """The mean squared error of the last weighted layer's output with one layer at a time coded,
    brought to what it would be at 0 bits per weight."""
    end = max(layer.operator for layer in layers(model)) + 1
    output = model.operators[end - 1].outputs[0]
    states = states.copy(SAMPLES)
    whole = states.copy(SAMPLES)
    whole.advance(model, end)
    truth = whole.tensor(model, output).astype(np.float64)
    noises = []
    for layer, tensor in zip(chosen, tensors, strict=True):
        states.advance(model, layer.operator)
        plan = plan_tensor(tensor, bits, seed, choose_rate(bits))
        found = layer_moments(model, layer, states, states)
        changed = editable(model)
        install_weights(changed, code_layer(model, layer, plan, found, SURVIVORS))
        after = states.copy(SAMPLES)
        after.advance(changed, end)
        error = np.mean(np.square(after.tensor(model, output) - truth))
        noises.append(float(error) * 4.0**plan.rate.bits_per_weight)
    return noises


def _ladder(tensor: WeightTensor, bits: float, seed: int) -> list[TensorPlan]:
    lowest = max(MIN_RATE, min(bits, 1.0) / 2, bits - LOWEST)
    highest = min(MAX_RATE, bits + HIGHEST)
    rates = [choose_rate(rate) for rate in np.arange(lowest, highest + RATE_STEP / 2, RATE_STEP)]
    return [plan_tensor(tensor, bits, seed, rate) for rate in dict.fromkeys(rates)]


def _next(index: int, plan: TensorPlan, ladder: list[TensorPlan], noise: float) -> _Step | None:
    higher = [one for one in ladder if one.rate.bits_per_weight > plan.rate.bits_per_weight]
    if not higher:
        return None
    best = higher[0]
    gain = noise * (4.0**-plan.rate.bits_per_weight - 4.0**-best.rate.bits_per_weight)
    return _Step(index, best, best.stored_bits - plan.stored_bits, gain)
