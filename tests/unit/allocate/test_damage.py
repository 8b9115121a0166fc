"""The predicted damage of a layer's candidates."""

import numpy as np
import pytest

from seedlite.allocate.seed_bits import rate_error
from tests.support.seeded_coders import seeded_coder

HALF = 0.5  # bits per weight, the lowest rate where the mean is one


@pytest.fixture(scope="module")
def coders(digits, samples):
    return [seeded_coder(digits, samples, bits) for bits in (1.0, HALF)]


def at(plans: list, bits: float):
    return next(plan for plan in plans if plan.rate.bits_per_weight == bits)


def test_lowest_rate_is_measured_itself(coders):
    at_one, at_half = coders
    for number, plans in enumerate(at_one.candidates(1.0)):
        plan = at(plans[:-1], HALF)  # without int8
        assert at_one.damage(number, plan) == at_half.damage(number, plan)


def test_rates_between_have_a_sensitivity_between(coders):
    coder = coders[0]
    for number, plans in enumerate(coder.candidates(1.0)):
        low, middle, high = (
            coder.damage(number, at(plans[:-1], bits)) / rate_error(at(plans[:-1], bits).rate)
            for bits in (HALF, 0.75, 1.0)
        )
        assert np.isclose(middle, (low + high) / 2)


def test_rates_above_the_mean_have_its_sensitivity(coders):
    coder = coders[0]
    for number, plans in enumerate(coder.candidates(1.0)):
        plan = at(plans[:-1], 2.0)
        assert coder.damage(number, plan) == coder.sensitivities[number] * rate_error(plan.rate)
