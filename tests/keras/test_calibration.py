import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedlite.calibration import (
    check_labels,
    check_samples,
    load_labelled,
    load_samples,
    quantize_samples,
)
from seedlite.errors import BadInputError

SHAPE = (4, 3)


def samples(count: int = 5) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(count, *SHAPE))


def with_value(value: float) -> np.ndarray:
    x = samples()
    x[2, 3, 1] = value
    return x


def test_load_samples_sound_file_returns_float32(tmp_path):
    path = tmp_path / "x.npz"
    np.savez(path, x=samples(), other=[1])
    x = load_samples(path, SHAPE)
    assert x.dtype == np.float32
    assert np.array_equal(x, samples().astype(np.float32))


def test_load_labelled_sound_file_returns_samples_and_labels(tmp_path):
    path = tmp_path / "xy.npz"
    np.savez_compressed(path, x=np.full((3, *SHAPE), 200, np.uint8), y=np.uint8([0, 9, 5]))
    x, y = load_labelled(path, SHAPE, classes=10)
    assert (x == 200).all()
    assert y.dtype == np.int64
    assert y.tolist() == [0, 9, 5]


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (samples()[..., 0], r"x has shape \(5, 4\); the model's input needs \('n', 4, 3\)"),
        (np.float32(1), r"x has shape \(\)"),
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
        ([0, 1, 2, 3], r"y has shape \(4,\); \(5,\) class indices are needed$"),
        ([[0], [1], [2], [3], [4]], r"y has shape \(5, 1\)"),
        (np.eye(5, 10), r"y has shape \(5, 10\).*; take y.argmax\(axis=1\)"),
        ([0, 1, 2, 3, np.nan], "y is of type float64; integer class indices"),
        ([True] * 5, "y is of type bool"),
        (list("abcde"), "y is of type <U1"),
        ([0, 1, 10, 3, 4], r"y\[2\] is 10; the model's classes are 0 \.\.\. 9"),
        ([0, -1, 2, 3, 4], r"y\[1\] is -1"),
        (np.uint64([0, 1, 2, 3, 2**64 - 1]), r"y\[4\] is 18446744073709551615"),
    ],
)
def test_check_labels_unusable_array_is_refused(y, message):
    with pytest.raises(BadInputError, match=f"^data: {message}"):
        check_labels(np.array(y), 5, 10, "data")


def npz_bytes(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def npy_bytes(x: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, x)
    return buffer.getvalue()


def zip_bytes(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.npy", data)
    return buffer.getvalue()


HUGE_SHAPE = npy_bytes(samples(1)).replace(b"(1, 4, 3), }", b"(9999999999999, 4, 3), }")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an archive",
        npz_bytes(x=samples())[:-30],
        npz_bytes(x=samples())[:100],
        npy_bytes(samples()),
        npz_bytes(x=np.array([{"a": 1}], dtype=object)),
        zip_bytes(x=b"text"),
        zip_bytes(x=npy_bytes(samples())[:-8]),
        zip_bytes(x=HUGE_SHAPE),
    ],
    ids=["empty", "text", "cut", "cut-short", "npy", "pickle", "member", "member-cut", "huge"],
)
def test_load_samples_broken_file_is_refused(tmp_path, content):
    path = tmp_path / "x.npz"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=r"x\.npz: cannot be read as \.npz .*; write it with"):
        load_samples(path, SHAPE)


def test_load_samples_missing_file_is_refused(tmp_path):
    with pytest.raises(BadInputError, match=r"none\.npz: no such file"):
        load_samples(tmp_path / "none.npz", SHAPE)


def test_load_labelled_missing_array_is_refused(tmp_path):
    path = tmp_path / "x.npz"
    np.savez(path, x=samples())
    with pytest.raises(BadInputError, match=r"no array 'y' among \['x'\]"):
        load_labelled(path, SHAPE, classes=3)


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
