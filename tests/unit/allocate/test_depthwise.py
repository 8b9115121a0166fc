"""Depthwise kernels, and int8, among what bits are divided over."""

import numpy as np
import pytest

from seedlite.allocate.coder import Int8Plan, stored_bits
from seedlite.allocate.encode import FileEncoder
from seedlite.allocate.file_form import FileForm
from seedlite.allocate.file_size import file_bytes
from seedlite.allocate.selection import choose
from seedlite.compress.pipeline import convert
from seedlite.data.samples import quantized_samples
from seedlite.errors import DoesNotFitError
from seedlite.execution.run import run
from seedlite.model.parse import parse
from seedlite.prepare.stock import expand
from tests.support.seeded_coders import seeded_coder

STANDARD = r"^\d+ (CONV|FULLY)"


@pytest.fixture(scope="module")
def at_two_bits(digits, samples):
    return convert(digits, bits=2, calibration=samples)


@pytest.fixture
def coder(digits, samples):
    return seeded_coder(digits, samples)


def depthwise_of(report) -> list[dict]:
    return [layer for layer in report["layers"] if layer["kind"] == "depthwise"]


def test_depthwise_without_calibration_stays_int8(digits):
    report = convert(digits, bits=2).report
    assert {layer["form"] for layer in depthwise_of(report)} == {"stored"}
    others = sum(x["weights"] for x in report["layers"] if x["kind"] != "depthwise")
    assert report["considered_weights"] == others


def test_depthwise_with_calibration_shares_the_bits(at_two_bits):
    report = at_two_bits.report
    assert {layer["form"] for layer in depthwise_of(report)} == {"seeded"}
    assert report["considered_weights"] == sum(x["weights"] for x in report["layers"])
    mean = 8 * sum(x["bytes"] for x in report["layers"]) / report["considered_weights"]
    assert report["bits_per_weight"] == mean <= 2.05


def test_depthwise_first_kernel_gets_more_bits_than_the_last(at_two_bits):
    first, *_, last = depthwise_of(at_two_bits.report)
    assert first["bits_per_weight"] > last["bits_per_weight"]


def test_int8_is_a_candidate_of_every_layer_without_damage(at_two_bits):
    for reason in at_two_bits.report["choice"]["layers"]:
        (stored,) = (c for c in reason["candidates"] if c.get("stored"))
        assert stored["damage"] == 0


def test_depthwise_same_choice_gives_the_same_file(at_two_bits, digits, samples):
    assert convert(digits, bits=2, calibration=samples).file == at_two_bits.file
    recipe = at_two_bits.report
    assert convert(digits, recipe=recipe, calibration=samples).file == at_two_bits.file


def test_bits_most_sensitive_layer_stays_int8(coder, monkeypatch):
    at = next(n for n, layer in enumerate(coder.layers) if layer.kind == "depthwise")
    damage = coder.damage
    monkeypatch.setattr(coder, "damage", lambda n, plan: damage(n, plan) * (1e9 if n == at else 1))
    choice = choose(coder, 2)
    assert isinstance(choice.plans[at], Int8Plan)
    assert sum(stored_bits(plan) for plan in choice.plans) <= 2.05 * coder.weights
    made = FileEncoder(coder).encode(choice)
    assert len(made.file) == file_bytes(coder, choice.plans, FileForm())
    assert coder.layers[at] not in [part.layer for part in made.coded.parts]


def test_budget_too_small_for_int8_kernels_is_kept(digits, samples):
    with pytest.raises(DoesNotFitError):
        convert(digits, budget=10_000, layers=STANDARD, calibration=samples)
    conversion = convert(digits, budget=10_000, calibration=samples)
    assert 9_800 < len(conversion.file) <= 10_000
    again = convert(digits, recipe=conversion.report, calibration=samples)
    assert again.file == conversion.file


def test_budget_between_int8_and_the_fewest_bits_is_used(digits, samples):
    """Scales that a layer at int8 takes for its channels are part of what it costs."""
    file = convert(digits, budget=14_000, layers=STANDARD, calibration=samples).file
    assert 13_800 < len(file) <= 14_000


@pytest.mark.parametrize("method", ["seeded", "batch"])
def test_budget_above_the_original_changes_no_weight(digits, samples, labelled, method):
    conversion = convert(digits, method=method, budget=10**6, calibration=samples)
    report = conversion.report
    assert {layer["form"] for layer in report["layers"]} == {"stored"}
    assert report["bits_per_weight"] == 8.0
    assert "recipe" not in report
    x = quantized_samples(parse(digits.read_bytes()), labelled[0][:20], "x")
    given = run(expand(conversion.file), x).outputs
    assert np.array_equal(given, run(conversion.original, x).outputs)


def test_batch_depthwise_kernels_that_mind_most_stay_int8(digits, samples):
    conversion = convert(digits, method="batch", budget=20_000, calibration=samples)
    assert len(conversion.file) <= 20_000
    forms = {layer["form"] for layer in conversion.report["layers"]}
    assert forms == {"stored", "statistics"}
    again = convert(digits, recipe=conversion.report, calibration=samples)
    assert again.file == conversion.file
