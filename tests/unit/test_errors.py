"""Errors keep their code and words wherever they go."""

import pickle
import re
from pathlib import Path

import pytest

import seedlite
from seedlite.errors import BadInputError, SeedliteError, UnsupportedError
from seedlite.format.constants import STATUS


def test_error_with_a_code_begins_with_it():
    error = UnsupportedError("m.tflite: too wide", "E_SHAPE")
    assert str(error) == "E_SHAPE: m.tflite: too wide"
    assert (error.code, error.message) == ("E_SHAPE", "m.tflite: too wide")


def test_error_without_a_code_is_its_message():
    error = SeedliteError("no such file")
    assert (str(error), error.code) == ("no such file", "")


@pytest.mark.parametrize("code", ["", "E_INDEX"])
def test_error_from_another_process_is_the_same(code):
    error = BadInputError("tensor 3", code)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.code) == (BadInputError, str(error), code)


def test_codes_in_the_package_are_those_of_the_runtime():
    known = {name for name, _ in STATUS.values()}
    sources = Path(seedlite.__file__).parent.rglob("*.py")
    used = {code for p in sources for code in re.findall(r'"(E_[A-Z]*)\b', p.read_text())}
    assert used <= known
    assert len(used) > 5
