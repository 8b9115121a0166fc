"""What `effort` and `augment` do for a file's accuracy."""

import numpy as np
import pytest

from models import mobile_digits
from models.command import stored_path
from seedlite.compress.pipeline import convert
from seedlite.compress.refining import held_out
from seedlite.data.samples import quantized_samples
from seedlite.errors import BadInputError, UsageError
from seedlite.execution.distance import Reference
from seedlite.execution.run import run
from seedlite.model.parse import parse
from seedlite.prepare.runnable import deploy
from tests.support.comparing import rows_of_tflm

BITS = 1.2


@pytest.fixture(scope="module")
def made(classifier, separable):
    """Conversions with 200 samples, by options."""
    found = {}

    def make(**options):
        key = repr(options)
        if key not in found:
            found[key] = convert(classifier, bits=BITS, calibration=separable[0][:200], **options)
        return found[key]

    return make


def divergence(conversion, x: np.ndarray) -> float:
    """Of the probabilities before from those after: the mean."""
    original = deploy(conversion.original)
    inputs = quantized_samples(original.model, x, "x")
    reference, made = Reference(original, inputs), deploy(conversion.file)
    found = reference.distance(made.model, reference.outputs(made))
    assert found.of == "divergence"
    return found.value


def test_effort_normal_diverges_less_on_fresh_samples_than_fast():
    fresh = mobile_digits.test_data()[0]
    path, samples = stored_path(mobile_digits.NAME), mobile_digits.calibration()
    normal, fast = (
        convert(path, bits=1.5, calibration=samples, effort=effort) for effort in ("normal", "fast")
    )
    assert len(normal.file) == len(fast.file)
    assert divergence(normal, fresh) < 0.9 * divergence(fast, fresh)


def test_effort_normal_is_the_default_and_trains_nothing(made):
    assert made().file == made(effort="normal").file
    assert "refinement" not in made().report


def test_augment_report_says_what_was_done_and_gained(made, classifier, separable):
    conversion = made(augment="noise,mix")
    report = conversion.report["refinement"]
    assert report["augment"] == ["noise", "mix"]
    assert report["samples"] + report["held_out_samples"] == 200
    assert (report["copies"], report["steps"]) == (8, 12 * (8 * 175 // 128))
    assert report["seconds"] > 0
    assert report["kept"] == (report["trained"] < report["searched"])
    original = deploy(classifier.read_bytes())
    checked = quantized_samples(original.model, separable[0][:200][held_out(200)], "x")
    found = Reference(original, checked).result_error(deploy(conversion.file))
    best = min(report["trained"], report["searched"])
    assert found == best


def test_augment_file_is_the_closer_one_and_bit_exact_with_tflm(made, classifier, separable):
    fresh = separable[0][200:240]
    found = made(augment="noise,mix")
    inputs = quantized_samples(parse(found.original), fresh, "x")
    truth = rows_of_tflm(found.file, inputs)
    seen = separable[0][:200][~held_out(200)]  # all samples may choose other rates
    searched = convert(classifier, bits=BITS, calibration=seen)
    assert len(found.file) <= len(searched.file) + 64
    assert np.array_equal(run(found.file, inputs).outputs.reshape(40, -1), truth)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"effort": "more"}, "choose one of fast, normal, best"),
        ({"augment": "flop"}, "choose of flip"),
        ({"augment": "flip", "effort": "fast"}, "`effort` fast leaves out"),
        ({"effort": "best", "calibration": None}, "give `calibration`"),
        ({"augment": "flip", "method": "layer"}, "go with `method` seeded"),
        ({"augment": "flip", "max_drop": 1}, "choose with `max_drop` first"),
        ({"augment": "flip", "train": True}, "leave one of them out"),
    ],
)
def test_effort_and_augment_that_contradict_others_are_refused(
    classifier, separable, options, said
):
    x, y = separable
    options = {"calibration": x[:100], **options}
    if options.get("train"):
        options["train"] = (x, y)
    if "max_drop" in options:
        options["evaluation"] = (x, y)
    with pytest.raises(UsageError, match=said):
        convert(classifier, **options)


def test_augment_few_samples_are_refused(classifier, separable):
    with pytest.raises(BadInputError, match="31 samples are too few"):
        convert(classifier, calibration=separable[0][:31], augment="noise")


@pytest.mark.parametrize(("layers", "bits"), [(None, 0.5), ("CONV", 2), ("FULLY", 0.5)])
def test_augment_starts_at_what_the_search_found(classifier, separable, monkeypatch, layers, bits):
    from seedlite.training import tuning

    monkeypatch.setattr(tuning, "RATE", 0.0)
    report = refinement(classifier, separable, layers, bits)
    assert report["searched"] > 0
    assert report["trained"] == pytest.approx(report["searched"], rel=0.02)


def test_augment_comes_closer_at_a_quarter_of_a_bit(classifier, separable):
    report = refinement(classifier, separable, None, 0.25)
    assert report["trained"] < report["searched"] / 2


def refinement(classifier, separable, layers, bits):
    options = {"layers": layers, "augment": "noise,mix", "calibration": separable[0]}
    return convert(classifier, bits=bits, **options).report["refinement"]
