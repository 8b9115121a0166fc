"""Each fuzzer for a few seconds; `make fuzz` runs them for longer."""

import pytest

from tests.hostile.fuzz.fuzzers import NAMES, fuzz, missing

SECONDS = 3


@pytest.mark.parametrize("name", NAMES)
def test_fuzzer_finds_nothing(name, tmp_path):
    if fault := missing(name):
        pytest.skip(f"{fault}; make fuzz says what is needed")
    tried = fuzz(name, SECONDS, tmp_path / "corpus")
    assert tried > 500
    assert list((tmp_path / "corpus").iterdir()), "no input reached anything new"
