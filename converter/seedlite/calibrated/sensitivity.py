"""Bits divided over the layers by what their errors do to the network's output."""

import functools

import numpy as np

from seedlite._constants import GENERATOR_BELL
from seedlite.calibrated.coding import code_layer, layer_moments
from seedlite.calibrated.states import States
from seedlite.centralize import editable, install_weights
from seedlite.encoder.generators import R_PER_DEVIATION, counter_values, window_values
from seedlite.encoder.plan import TOLERANCE_BITS, TensorPlan, plan_tensor
from seedlite.encoder.rates import MAX_RATE, MIN_RATE, Rate, choose_rate
from seedlite.encoder.seeds import window_seed
from seedlite.encoder.tensors import WeightTensor
from seedlite.encoder.trellis import search_windows
from seedlite.graph import Layer, layers
from seedlite.tflite import Model

MAX_CHECKED = 128  # samples that errors are measured on
SURVIVORS = 16  # of the trial coding
MOST_TRIAL_BITS = 2.0  # per weight: errors well above the rounding of activations
RATE_STEP = 0.5
SOURCE_WEIGHTS = 4096  # that the noise of a rate is measured on
UNITS = 1 << 13  # into which the bits allowed are divided
LOWEST, HIGHEST = 1.0, 3.0  # bits that a layer may have less or more than the mean


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
    allowed = (bits + TOLERANCE_BITS) * sum(tensor.values.size for tensor in tensors)
    costs = [[plan.stored_bits for plan in ladder] for ladder in ladders]
    errors = [
        [noise * rate_noise(plan.rate) for plan in ladder]
        for noise, ladder in zip(noises, ladders, strict=True)
    ]
    rungs = least_errors(costs, errors, allowed)
    if not rungs:
        return {}
    plans = [ladder[rung] for ladder, rung in zip(ladders, rungs, strict=True)]
    return {plan.tensor.name: plan.rate for plan in plans}


def least_errors(costs: list[list[int]], errors: list[list[float]], allowed: float) -> list[int]:
    """For each layer one of its options, so that the costs' sum keeps `allowed` (to 1 / UNITS)
    and the errors' sum is least; empty if that cannot be."""
    least = np.zeros(UNITS + 1)  # by the units spent at most
    choices = []
    for layer_costs, layer_errors in zip(costs, errors, strict=True):
        options = np.full((len(layer_costs), UNITS + 1), np.inf)
        for option, cost, error in zip(options, layer_costs, layer_errors, strict=True):
            units = int(np.ceil(cost * UNITS / allowed))
            if units <= UNITS:
                option[units:] = least[: UNITS + 1 - units] + error
        choices.append(options.argmin(axis=0))
        least = options.min(axis=0)
    if np.isinf(least[-1]):
        return []
    left, chosen = UNITS, []
    for layer_costs, choice in zip(reversed(costs), reversed(choices), strict=True):
        chosen.append(int(choice[left]))
        left -= int(np.ceil(layer_costs[chosen[-1]] * UNITS / allowed))
    return chosen[::-1]


def output_noises(
    model: Model,
    chosen: list[Layer],
    tensors: list[WeightTensor],
    states: States,
    bits: float,
    seed: int,
) -> list[float]:
    """The mean squared error of the last weighted layer's output with one layer at a time coded,
    as it would be if nothing of its weights were left."""
    end = max(layer.operator for layer in layers(model)) + 1
    output = model.operators[end - 1].outputs[0]
    # other samples than those coded with, on which errors look smaller than they are
    checked = min(MAX_CHECKED, -(-states.samples // 4))
    before = states.copy(slice(states.samples - checked, None))
    states = states.copy(slice(states.samples - checked))
    whole = before.copy()
    whole.advance(model, end)
    truth = whole.tensor(model, output).astype(np.float64)
    noises = []
    for layer, tensor in zip(chosen, tensors, strict=True):
        states.advance(model, layer.operator)
        before.advance(model, layer.operator)
        plan = plan_tensor(tensor, bits, seed, choose_rate(bits))
        found = layer_moments(model, layer, states, states)
        changed = editable(model)
        install_weights(changed, code_layer(model, layer, plan, found, SURVIVORS))
        after = before.copy()
        after.advance(changed, end)
        error = np.mean(np.square(after.tensor(model, output) - truth))
        noises.append(float(error) / rate_noise(plan.rate))
    return noises


@functools.cache
def rate_noise(rate: Rate) -> float:
    """Squared error over squared value of a bell-shaped source coded at a rate."""
    values, bits, window_bits = rate
    codebook = window_values(
        GENERATOR_BELL, window_bits, values, window_seed(0, window_bits, values)
    )
    source = counter_values(GENERATOR_BELL, SOURCE_WEIGHTS, 0).astype(np.float64)
    shrink = np.sqrt(1 - 4.0**-rate.bits_per_weight)  # what few bits reproduce has less energy
    targets = source / source.std() * R_PER_DEVIATION[GENERATOR_BELL] / shrink
    drawn = codebook[search_windows(targets, None, codebook, bits)].ravel()[:SOURCE_WEIGHTS]
    drawn = drawn.astype(np.float64)
    return 1 - (targets @ drawn) ** 2 / ((targets @ targets) * (drawn @ drawn))


def _ladder(tensor: WeightTensor, bits: float, seed: int) -> list[TensorPlan]:
    lowest = max(MIN_RATE, min(bits, 1.0) / 2, bits - LOWEST)
    highest = min(MAX_RATE, bits + HIGHEST)
    rates = [choose_rate(rate) for rate in np.arange(lowest, highest + RATE_STEP / 2, RATE_STEP)]
    return [plan_tensor(tensor, bits, seed, rate) for rate in dict.fromkeys(rates)]
