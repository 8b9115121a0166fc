"""Choices by two predictions of damage, compared by trial."""

import numpy as np
import pytest

from seedlite.allocate import seed_bits
from seedlite.allocate.seed_bits import SeededCoder
from seedlite.allocate.selection import choose, choose_by_trial
from seedlite.compress.pipeline import convert
from seedlite.data.samples import quantized_samples
from seedlite.progress import CHOOSING
from tests.support.seeded_coders import seeded_coder

BITS = 1.0  # at which the two predictions choose different rates of mobile_digits


@pytest.fixture(scope="module")
def coder(digits, samples) -> SeededCoder:
    return seeded_coder(digits, samples, BITS)


@pytest.fixture(scope="module")
def choices(coder):
    assert coder.alternative is not None
    return [choose(one, BITS) for one in (coder, coder.alternative)]


class Trials:
    """A coder whose alternative finds the given errors by trial."""

    def __init__(self, errors):
        self.alternative, self._errors = self, errors

    def trial_error(self, plans):
        return self._errors.pop(0)


@pytest.mark.parametrize("errors", [[1.0, 2.0], [2.0, 1.0]])
def test_choice_with_the_smaller_error_is_taken(choices, errors):
    assert choices[0].records != choices[1].records
    best, given = choices[int(np.argmin(errors))], iter(choices)
    assert choose_by_trial(Trials([*errors]), lambda coder: next(given)) is best


def test_equal_choices_are_not_tried(choices):
    assert choose_by_trial(Trials([]), lambda coder: choices[0]) is choices[0]


def test_trial_sees_every_other_sample_and_measures_on_the_others(coder, choices, monkeypatch):
    given, seen, unseen = coder._samples, [], []
    monkeypatch.setattr(seed_bits, "encode_calibrated", lambda *all, **_: seen.append(all[3]))
    monkeypatch.setattr(seed_bits, "output_error", lambda model, coded, x: unseen.append(x))
    coder.trial_error(choices[0].plans)
    assert np.array_equal(seen[0], given[::2])
    assert np.array_equal(unseen[0], given[1::2])


def test_conversion_takes_the_choice_of_the_smaller_error(coder, choices, digits, samples):
    errors = [coder.trial_error(choice.plans) for choice in choices]
    assert errors[0] != errors[1]
    best = choices[int(np.argmin(errors))]
    report = convert(digits, bits=BITS, calibration=samples).report
    assert [layer.choice for layer in report.choice.layers] == [one.choice for one in best.reasons]


@pytest.mark.parametrize("limits", [{"bits": BITS}, {"budget": 14_000}])
def test_progress_names_the_choice_before_the_search(digits, samples, limits):
    seen: list[tuple[int, str]] = []
    convert(
        digits,
        **limits,
        calibration=samples,
        effort="fast",
        progress=lambda done, total, state="": seen.append((done, state)),
    )
    assert seen[0] == (0, CHOOSING)
    assert seen[-1][0] > 0


def test_neither_without_samples_nor_for_training(coder, samples):
    given = quantized_samples(coder.model, samples, "x")
    for options in ({"samples": None}, {"samples": given, "trained": True}):
        assert SeededCoder(coder.model, coder.layers, bits=BITS, **options).alternative is None
    assert coder.alternative is not None
    assert coder.alternative.alternative is None
