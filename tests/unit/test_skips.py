"""In CI, a skip that tests/skips.txt does not name is a failure."""

import os
import subprocess
import sys

import pytest

from tests.support.places import ROOT
from tests.support.skips import VARIABLE

IN_A_TEST = "import pytest\ndef test_a():\n    pytest.skip({!r})\n"
BY_A_MARK = "import pytest\n@pytest.mark.skipif(True, reason={!r})\ndef test_a(): pass\n"
WHOLE_FILE = "import pytest\npytest.skip({!r}, allow_module_level=True)\n"


def status_of(folder, source: str, **environment: str) -> int:
    """pytest's exit status for one file, called tests/boards/test_flash.py."""
    path = folder / "tests" / "boards" / "test_flash.py"
    path.parent.mkdir(parents=True)
    path.write_text(source)
    (folder / "pytest.ini").touch()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.support.skips",
        "--rootdir",
        folder,
        path,
    ]
    inherited = {name: value for name, value in os.environ.items() if name != VARIABLE}
    environment = inherited | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True).returncode


@pytest.mark.parametrize("source", [IN_A_TEST, BY_A_MARK, WHOLE_FILE])
def test_skip_that_is_not_listed_fails(source, tmp_path):
    assert status_of(tmp_path, source.format("no time"), **{VARIABLE: "listed"}) != 0


@pytest.mark.parametrize("source", [IN_A_TEST, BY_A_MARK])
def test_skip_that_is_listed_passes(source, tmp_path):
    assert status_of(tmp_path, source.format("no OpenOCD"), **{VARIABLE: "listed"}) == 0


def test_skip_passes_where_nothing_is_said(tmp_path):
    assert status_of(tmp_path, IN_A_TEST.format("no time")) == 0
