"""Reads files of samples: `.npz` with arrays x and y, `.npy` with x only, `.csv` with a row per
sample."""

import csv
import os
import re
import zipfile
import zlib
from pathlib import Path

import numpy as np

from seedlite.errors import BadInputError

_READ_ERRORS = (
    OSError,
    EOFError,
    ValueError,
    MemoryError,  # a header with excessive sizes
    zipfile.BadZipFile,
    zlib.error,
)
_DELIMITERS = ",;\t"
_LABEL = re.compile(r"(y|label)([ _.]?\d+)?", re.IGNORECASE)


def read_array(path: str | os.PathLike[str], key: str) -> np.ndarray:
    """Returns array `key`, unchecked: of a `.npz`; of a `.npy`, which is x; or of a `.csv`, whose
    last columns named y or label (y0, y1, ...) are y, and all others x. Raises BadInputError."""
    names, arrays = _read(Path(path), (key,))
    if key not in arrays:
        raise BadInputError(
            f"{path}: no array {key!r} among {sorted(names)}; {_remedy(Path(path))}"
        )
    return arrays[key]


def read_arrays(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """Returns all arrays of a file by name, unchecked. Raises BadInputError."""
    return _read(Path(path), None)[1]


def read_optional(path: str | os.PathLike[str], key: str) -> np.ndarray | None:
    """Returns array `key` as read_array does; None if the file lacks it."""
    return _read(Path(path), (key,))[1].get(key)


def _read(path: Path, wanted: tuple[str, ...] | None) -> tuple[list[str], dict[str, np.ndarray]]:
    """Returns the names of all arrays, and the wanted ones (None: all), in order."""
    if not path.is_file():
        raise BadInputError(f"{path}: no such file")
    try:
        if path.suffix.lower() == ".csv":
            arrays = _read_csv(path)
            return list(arrays), arrays
        # opened here: numpy does not close its own file if an archive is broken
        with path.open("rb") as file:
            loaded = np.load(file, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                return ["x"], {"x": loaded}
            with loaded:
                names = list(loaded.files)
                arrays = {n: loaded[n] for n in names if wanted is None or n in wanted}
    except _READ_ERRORS as error:
        raise _unreadable(path, error) from error
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray):  # members in other formats come as bytes
            raise _unreadable(path, f"{name} is not in numpy's format")
    return names, arrays


def _read_csv(path: Path) -> dict[str, np.ndarray]:
    """Returns x, and y if the header names it. Raises ValueError in numpy's words, with row and
    column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        delimiter = max(_DELIMITERS, key=first.count)
        header = next(csv.reader([first], delimiter=delimiter), [])
        named = _is_header(header)
        if not named:
            file.seek(0)
        if not any(line.strip() for line in file):
            raise ValueError("it has no rows")
        file.seek(0)
        rows = np.loadtxt(
            file, delimiter=delimiter, skiprows=int(named), ndmin=2, comments=None, quotechar='"'
        )
    if named and len(header) != rows.shape[1]:
        raise ValueError(f"{len(header)} names for {rows.shape[1]} columns")
    labels = _label_columns(header) if named else 0
    if labels == rows.shape[1]:
        raise ValueError("every column is a label")
    if not labels:
        return {"x": rows}
    x, y = rows[:, :-labels], rows[:, -labels:]
    return {"x": x, "y": y[:, 0] if labels == 1 else y}


def _label_columns(header: list[str]) -> int:
    """Returns how many of the last columns are labels."""
    count = 0
    for name in reversed(header):
        if not _LABEL.fullmatch(name.strip()):
            break
        count += 1
    return count


def _is_header(row: list[str]) -> bool:
    """Tells whether a first row holds names: pandas numbers columns without names 0, 1, 2, ..."""
    if row[:1] == [""]:
        raise ValueError("its first column has no name: is it an index? Write the file without")
    return any(name and not _is_number(name) for name in row) or row == [
        str(i) for i in range(len(row))
    ]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _unreadable(path: Path, reason: object) -> BadInputError:
    if "Object arrays" in str(reason):
        reason = (
            "it holds Python objects; make numbers of them with numpy.asarray(x, numpy.float32)"
        )
    elif "pickle" in str(reason):  # what numpy takes every unknown format for
        reason = "its first bytes are neither a .npz's nor a .npy's"
    kind = path.suffix.lower() if path.suffix.lower() in (".npy", ".csv") else ".npz"
    return BadInputError(f"{path}: cannot be read as {kind} ({reason}); {_remedy(path)}")


def _remedy(path: Path) -> str:
    if path.suffix.lower() == ".csv":
        return "give rows of numbers, below names if you like, with labels in a last column y"
    return "write it with numpy.savez(path, x=x, y=y)"
