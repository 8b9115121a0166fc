"""Each fuzzer for some inputs; `make fuzz` runs them for longer."""

import pytest

from tests.hostile.fuzz.fuzzers import NAMES, fuzz, missing

INPUTS = 2000


@pytest.mark.parametrize("name", NAMES)
def test_fuzzer_finds_nothing(name, tmp_path):
    if fault := missing(name):
        pytest.skip(f"{fault}; make fuzz says what is needed")
    assert fuzz(name, f"-runs={INPUTS}", tmp_path / "corpus") >= INPUTS
    assert list((tmp_path / "corpus").iterdir()), "no input reached anything new"
