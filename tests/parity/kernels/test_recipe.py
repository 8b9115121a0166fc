"""The recipe of CONTRIBUTING.md for a new operator, followed in a copy of the checkout."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_recipe_with_five_files_adds_an_operator_that_equals_tflm() -> None:
    script = [sys.executable, "-m", "tools.try_recipe"]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
