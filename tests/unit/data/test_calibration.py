import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedlite.data.checks import check_labels, check_samples, real_inputs
from seedlite.data.samples import quantized_samples
from seedlite.errors import BadInputError
from seedlite.model.borders.floats import quantize as quantize_samples
from tests.support.builders import dense_model

SHAPE = (4, 3)


def samples(count: int = 5) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(count, *SHAPE))


def with_value(value: float) -> np.ndarray:
    x = samples()
    x[2, 3, 1] = value
    return x


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (samples()[..., 0], r"x has shape \(5, 4\); the model's input needs \[n, 4, 3\]"),
        (np.float32(1), r"x has shape \(\); an axis of samples is needed"),
        (samples(0), "x is empty; give at least one sample"),
        (with_value(np.nan), r"x\[2, 3, 1\] is nan; finite float32"),
        (with_value(np.inf), r"x\[2, 3, 1\] is inf"),
        (with_value(1e39), r"x\[2, 3, 1\] is 1e\+39"),
        (np.full((2, *SHAPE), "7"), "x is of type <U1; numbers are needed"),
        (samples() + 1j, "x is of type complex128"),
        (np.full((2, *SHAPE), None), "x is of type object"),
    ],
)
def test_check_samples_unusable_array_is_refused(x, message):
    with pytest.raises(BadInputError, match=f"^data: {message}"):
        check_samples(x, SHAPE, "data")


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (
            [0, 1, 2, 3],
            r"y has shape \(4,\); \(5,\) class indices are needed, or one-hot \(5, 10\)",
        ),
        (0, r"y has shape \(\); \(5,\) class indices"),
        (np.eye(5, 11), r"y has shape \(5, 11\); \(5,\) class indices"),
        (np.ones((5, 10)), r"y has shape \(5, 10\); \(5,\) class indices"),
        (0.5 * np.eye(5, 10), r"y has shape \(5, 10\); \(5,\) class indices"),
        ([0, 1, 2, 3, np.nan], r"y\[4\] is nan; integer class indices"),
        ([0, 1, 2.5, 3, 4], r"y\[2\] is 2.5; integer class indices"),
        (list("abcde"), "y is of type <U1"),
        ([None] * 5, "y is of type object"),
        ([0, 1, 10, 3, 4], r"y\[2\] is 10; the model's classes are 0 \.\.\. 9"),
        ([0, -1, 2, 3, 4], r"y\[1\] is -1"),
        (np.uint64([0, 1, 2, 3, 2**64 - 1]), r"y\[4\] is 18446744073709551615"),
    ],
)
def test_check_labels_unusable_array_is_refused(y, message):
    with pytest.raises(BadInputError, match=f"^data: {message}"):
        check_labels(np.array(y), 5, 10, "data")


@pytest.mark.parametrize(
    "y",
    [
        [0, 3, 9, 1, 0],
        [[0], [3], [9], [1], [0]],
        [0.0, 3.0, 9.0, 1.0, 0.0],
        np.uint8([0, 3, 9, 1, 0]),
        np.eye(10)[[0, 3, 9, 1, 0]],
        np.eye(10, dtype=bool)[[0, 3, 9, 1, 0]],
    ],
    ids=["indices", "column", "floats", "uint8", "one-hot", "one-hot-bool"],
)
def test_check_labels_in_any_unambiguous_form_are_class_indices(y):
    labels = check_labels(np.array(y), 5, 10, "data")
    assert labels.dtype == np.int64
    assert labels.tolist() == [0, 3, 9, 1, 0]


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ((5, 8, 8), (8, 8, 1)),
        ((5, 1, 8, 8), (8, 8, 1)),
        ((5, 8, 1), (8,)),
        ((5,), (1,)),
        ((5, 1), ()),
        ((5, 64), (8, 8, 1)),  # a row of a .csv
        ((5, 12), (4, 3)),
    ],
)
def test_check_samples_of_the_same_numbers_are_taken_in_their_order(shape, wanted):
    x = np.random.default_rng(0).normal(size=shape)
    taken = check_samples(x, wanted, "data")
    assert taken.shape == (5, *wanted)
    assert np.array_equal(taken.ravel(), x.astype(np.float32).ravel())


@pytest.mark.parametrize(
    ("shape", "wanted", "remedy"),
    [
        ((5, 3, 32, 32), (32, 32, 3), r"take x.transpose\(0, 2, 3, 1\)"),
        ((5, 3072), (32, 32, 3), r"x.reshape\(-1, 32, 32, 3\)"),
        ((28, 28, 1), (28, 28, 1), r"single sample take x\[np.newaxis\]"),
        ((10,), (10,), r"single sample take x\[np.newaxis\]"),
    ],
)
def test_check_samples_of_another_shape_say_what_to_do(shape, wanted, remedy):
    with pytest.raises(BadInputError, match=remedy):
        check_samples(np.zeros(shape), wanted, "data")


def test_int8_samples_are_the_input_s_own_values_and_others_real():
    model = dense_model(4, 60)  # scale 0.05, zero point 3
    raw = np.random.default_rng(0).integers(-128, 128, (9, 60)).astype(np.int8)
    assert np.array_equal(quantized_samples(model, raw, "x"), raw)
    reals = real_inputs(model, raw, "x")
    assert np.array_equal(reals, (raw.astype(float) - 3) * np.float64(np.float32(0.05)))
    assert np.array_equal(quantized_samples(model, reals, "x"), raw)
    small = np.full((9, 60), 2)
    for kind in (np.uint8, np.int16, np.float16, np.float64):
        assert (quantized_samples(model, small.astype(kind), "x") == 43).all()


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.5, 8), (-0.5, 6), (1.5, 9), (0.49999997, 7), (-0.49999997, 7), (1e30, 127), (-1e30, -128)],
)
def test_quantize_samples_halves_go_away_from_zero(value, expected):
    assert quantize_samples(np.float32([value]), 1.0, 7).tolist() == [expected]


@given(
    st.lists(st.floats(-1e3, 1e3, width=32), min_size=1, max_size=20),
    st.floats(2**-10, 2, width=32),
    st.integers(-128, 127),
)
def test_quantize_samples_any_value_is_the_nearest_step(values, scale, zero_point):
    q = quantize_samples(np.float32(values), scale, zero_point).astype(int)
    steps = (np.float32(values) / np.float32(scale)).astype(float) + zero_point
    inside = (q > -128) & (q < 127)
    assert (np.abs(q - steps)[inside] <= 0.5).all()
    assert (steps[q == -128] <= -127.5).all()
    assert (steps[q == 127] >= 126.5).all()
