"""Exact knapsack with one option per layer (multiple-choice knapsack, by dynamic programming)."""

import numpy as np

UNITS = 1 << 13  # of the limit, to which costs are rounded up


def least_distortion(
    costs: list[list[int]], distortions: list[list[float]], allowed: float
) -> list[int]:
    """Returns one option per layer with the least sum of distortions whose costs sum to at most
    `allowed`; empty if there is none. Costs are rounded up to allowed / UNITS."""
    best = [int(np.argmin(layer)) for layer in distortions]
    if sum(layer[at] for layer, at in zip(costs, best, strict=True)) <= allowed:
        return best  # exact to the bit, which units are too coarse for
    least = np.zeros(UNITS + 1)  # [units spent at most]
    choices = []
    for layer_costs, layer_distortions in zip(costs, distortions, strict=True):
        options = np.full((len(layer_costs), UNITS + 1), np.inf)
        for option, cost, distortion in zip(options, layer_costs, layer_distortions, strict=True):
            units = int(np.ceil(cost * UNITS / allowed))
            if units <= UNITS:
                option[units:] = least[: UNITS + 1 - units] + distortion
        choices.append(options.argmin(axis=0))
        least = options.min(axis=0)
    if np.isinf(least[-1]):
        return []
    left, chosen = UNITS, []
    for layer_costs, choice in zip(reversed(costs), reversed(choices), strict=True):
        chosen.append(int(choice[left]))
        left -= int(np.ceil(layer_costs[chosen[-1]] * UNITS / allowed))
    return chosen[::-1]
