import io
import zipfile

import numpy as np
import pytest

from seedlite.data.files import read_array, read_optional
from seedlite.errors import BadInputError

X = np.random.default_rng(0).normal(size=(5, 4, 3))


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


HUGE_SHAPE = npy_bytes(X[:1]).replace(b"(1, 4, 3), }", b"(9999999999999, 4, 3), }")


def test_read_array_of_npz_and_npy_are_what_was_saved(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", x=X, y=np.uint8([0, 9, 5, 1, 2]), other=[1])
    np.save(tmp_path / "a.npy", X)
    assert np.array_equal(read_array(tmp_path / "a.npz", "x"), X)
    assert read_array(tmp_path / "a.npz", "y").tolist() == [0, 9, 5, 1, 2]
    assert np.array_equal(read_array(tmp_path / "a.npy", "x"), X)
    assert read_optional(tmp_path / "a.npy", "y") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an archive",
        npz_bytes(x=X)[:-30],
        npz_bytes(x=X)[:100],
        npy_bytes(X)[:-8],
        zip_bytes(x=b"text"),
        zip_bytes(x=npy_bytes(X)[:-8]),
        zip_bytes(x=HUGE_SHAPE),
    ],
    ids=["empty", "text", "cut", "cut-short", "npy-cut", "member", "member-cut", "huge"],
)
def test_read_array_of_broken_file_is_refused(tmp_path, content):
    path = tmp_path / "x.npz"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=r"x\.npz: cannot be read as \.npz .*; write it with"):
        read_array(path, "x")


@pytest.mark.parametrize("suffix", [".npz", ".npy"])
def test_read_array_of_objects_says_how_to_make_numbers_of_them(tmp_path, suffix):
    path = tmp_path / f"x{suffix}"
    objects = np.array([{"a": 1}], dtype=object)
    path.write_bytes(npz_bytes(x=objects) if suffix == ".npz" else npy_bytes(objects))
    with pytest.raises(BadInputError, match=r"holds Python objects; .*numpy\.asarray\(x"):
        read_array(path, "x")


def test_read_array_missing_is_refused_with_what_there_is(tmp_path):
    with pytest.raises(BadInputError, match=r"none\.npz: no such file"):
        read_array(tmp_path / "none.npz", "x")
    np.savez(tmp_path / "x.npz", X)
    with pytest.raises(BadInputError, match=r"no array 'x' among \['arr_0'\]; .*savez"):
        read_array(tmp_path / "x.npz", "x")


@pytest.mark.parametrize(
    ("text", "x", "y"),
    [
        ("1,2\n3,4\n", [[1, 2], [3, 4]], None),
        ("a,b\n1,2\n3,4\n", [[1, 2], [3, 4]], None),
        ("a,b,y\n1,2,0\n3,4,1\n", [[1, 2], [3, 4]], [0, 1]),
        ('"a","Label"\r\n1,0\r\n3,1\r\n', [[1], [3]], [0, 1]),
        ("a;y0;y1\n1;2;3\n", [[1]], [[2, 3]]),
        ("a\tlabel\n1\t2\n\n", [[1]], [2]),
        ("x,y,z\n1,2,3\n", [[1, 2, 3]], None),  # axes of an accelerometer
        ("0,1,2\n5,6,7\n", [[5, 6, 7]], None),  # pandas numbers columns
        ("\ufeffa,y\n1e-3,2\n", [[0.001]], [2]),
        ("7", [[7]], None),
    ],
)
def test_read_csv_rows_are_samples_and_last_named_columns_labels(tmp_path, text, x, y):
    path = tmp_path / "d.csv"
    path.write_text(text, encoding="utf-8")
    assert read_array(path, "x").tolist() == x
    labels = read_optional(path, "y")
    assert (labels if labels is None else labels.tolist()) == y


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it has no rows"),
        (b"a,b\n", "it has no rows"),
        (b"a,b\n1,x\n", "row 0, column 2"),
        (b"1,2\n3\n", "columns changed"),
        (b"a,b,c\n1,2\n", "3 names for 2 columns"),
        (b"y\n1\n", "every column is a label"),
        (b",a,y\n0,1,2\n", "is it an index"),
        (b"1,,3\n", "row 0, column 2"),
        (b"\xff\xfe1\n", "codec"),
    ],
)
def test_read_csv_that_is_none_says_where(tmp_path, content, words):
    path = tmp_path / "d.csv"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=rf"d\.csv: cannot be read as \.csv .*{words}.*; give"):
        read_array(path, "x")


def test_read_csv_without_labels_says_how_to_name_them(tmp_path):
    (tmp_path / "d.csv").write_text("1,2\n")
    with pytest.raises(BadInputError, match=r"no array 'y' among \['x'\]; .*a last column y"):
        read_array(tmp_path / "d.csv", "y")
