"""Warnings of samples that look like other units than the model's."""

import re

import numpy as np
import pytest

from seedlite.data.units import describe_samples, outlier_warnings, range_warnings
from tests.support.builders import dense_model

MODEL = dense_model(4, 60)  # its input takes -6.55 ... 6.2


def normal(count: int = 50, deviation: float = 1.5) -> np.ndarray:
    x = np.random.default_rng(0).normal(scale=deviation, size=(count, 60)).astype(np.float32)
    return x.clip(-6, 6)


def with_value(x: np.ndarray, value: float, *index: int) -> np.ndarray:
    x = x.copy()
    x[index] = value
    return x


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (normal() * 100, r"% of the values are clipped: they range from -584.9\S* to 459.9"),
        (np.random.default_rng(0).integers(0, 256, (9, 60)).astype(np.uint8), "0 to 255, what"),
        (normal() / 1000, "use 0.1 % of the input's range: .* from -6.55 to 6.2"),
        (np.zeros((9, 60), np.float32), "use 0.0 % of the input's range"),
        (with_value(normal(), 3e38, 7, 2), r"x\[7, 2\] is 3e\+38, far from"),
        (with_value(normal(), -100, 7, 2), r"x\[7, 2\] is -100, far from"),
        (np.random.default_rng(0).integers(0, 2, (9, 60)).astype(np.int8), "from 0 to 1 alone"),
    ],
    ids=["clipped", "pixels", "narrow", "zeros", "wild", "negative", "int8"],
)
def test_range_in_other_units_is_warned_of_with_both_ranges(x, words):
    (warning,) = range_warnings(x, MODEL, "`evaluation`")
    assert warning.startswith("`evaluation`: ")
    assert re.search(words, warning), warning


@pytest.mark.parametrize(
    "x",
    [
        normal(),
        normal(1),
        normal(deviation=3),
        np.zeros((1, 60), np.float32),  # too few to tell
        np.random.default_rng(0).integers(0, 7, (9, 60)),
        np.random.default_rng(0).integers(-128, 128, (9, 60)).astype(np.int8),
    ],
    ids=["normal", "one", "wide", "zeros", "integers", "int8"],
)
def test_range_in_the_model_s_units_is_not_warned_of(x):
    assert range_warnings(x, MODEL, "`evaluation`") == []


@pytest.mark.parametrize("value", [3e38, -3e38, 200.0])
def test_outlier_that_sets_the_range_is_named_with_its_place(value):
    x = with_value(normal(), value, 7, 2)
    (warning,) = outlier_warnings(x, "`calibration`")
    assert f"x[7, 2] is {np.float32(value):g} and sets the range" in warning
    assert "99.967 % of the values" in warning


def test_outlier_among_few_samples_is_warned_of():
    (warning,) = outlier_warnings(np.array([[1.0, 2, 0.5, 1], [2, 1, 1, 1], [2, 1, 9e3, 1]]), "x")
    assert "x[2, 2] is 9000" in warning


@pytest.mark.parametrize(
    "x",
    [
        normal(),
        np.zeros((50, 60)),
        np.eye(60)[:50],  # one-hot: all but the ones are 0
        with_value(normal(), 20, 7, 2),
        np.concatenate([normal(), 100 * normal()]),  # half of them are large
        np.random.default_rng(0).integers(0, 256, (9, 60)).astype(np.uint8),
    ],
    ids=["normal", "zeros", "one-hot", "near", "half", "pixels"],
)
def test_outlier_none_where_many_values_use_the_range(x):
    assert outlier_warnings(x, "x") == []


def test_describe_samples_says_units_and_shape():
    raw = np.zeros((3, 60), np.int8)
    assert describe_samples(raw, MODEL) == "int8 [3, 60]: the input's own int8 values"
    assert describe_samples(raw, None) == "int8 [3, 60]: real values"
    x = np.zeros((3, 60, 1), np.uint8)
    assert describe_samples(x, MODEL) == "uint8 [3, 60, 1]: real values, as [n, 60]"
