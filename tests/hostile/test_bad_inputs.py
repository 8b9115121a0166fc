"""BAD_INPUTS.md names a test for each of its rows."""

import re

import pytest

from tests.support.places import ROOT

ROWS = [
    line
    for line in (ROOT / "BAD_INPUTS.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith("| input ")
]


@pytest.fixture(scope="module")
def written() -> set[str]:
    """The names of all tests, without `test_`."""
    files = (ROOT / "tests").glob("**/test_*.py")
    return {name for file in files for name in re.findall(r"def test_(\w+)\(", file.read_text())}


@pytest.mark.parametrize("row", ROWS)
def test_bad_input_has_its_tests(row, written):
    named = re.findall(r"`(\w+)`", row.rstrip(" |").rpartition(" | ")[2])
    assert named
    assert set(named) <= written
