import itertools

import numpy as np
import pytest

from seedlite.allocate.knapsack import UNITS, least_distortion
from seedlite.allocate.seed_bits import rate_error
from seedlite.codec.rates import Rate


@pytest.mark.parametrize("seed", range(5))
def test_least_damage_is_the_best_of_all_combinations(seed):
    rng = np.random.default_rng(seed)
    costs = [np.cumsum(rng.integers(1, 900, 4)).tolist() for _ in range(5)]
    errors = [np.cumsum(rng.random(4))[::-1].tolist() for _ in range(5)]
    allowed = UNITS  # so that a unit is a bit
    every = itertools.product(range(4), repeat=5)
    fitting = [c for c in every if sum(costs[i][o] for i, o in enumerate(c)) <= allowed]
    best = min(sum(errors[i][o] for i, o in enumerate(c)) for c in fitting)

    chosen = least_distortion(costs, errors, allowed)

    assert sum(costs[i][o] for i, o in enumerate(chosen)) <= allowed
    assert sum(errors[i][o] for i, o in enumerate(chosen)) == pytest.approx(best)


def test_least_damage_nothing_fits_gives_none():
    assert least_distortion([[5, 9], [6, 7]], [[1.0, 0.5], [1.0, 0.5]], 10) == []


@pytest.mark.parametrize(
    ("rate", "decibels"), [((8, 8), 5.3), ((4, 8), 11.1), ((1, 3), 17.0), ((2, 8), 22.8)]
)
def test_rate_noise_is_that_of_the_trellis(rate, decibels):
    assert -10 * np.log10(rate_error(Rate(*rate))) == pytest.approx(decibels, abs=0.3)
