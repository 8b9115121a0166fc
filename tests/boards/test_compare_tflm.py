"""Comparison with TensorFlow Lite Micro, where SEEDLITE_TFLM_CHECKOUTS names its sources."""

import json
import os
import subprocess
import sys

import pytest

from seedlite.model.pack import pack
from tests.support.builders import dense_model
from tests.support.places import ROOT

pytestmark = pytest.mark.qemu
VARIABLE = "SEEDLITE_TFLM_CHECKOUTS"


@pytest.fixture
def compare(tmp_path):
    """Runs the tool on a small model."""
    path = tmp_path / "small.tflite"
    path.write_bytes(pack(dense_model(16, 40)))
    command = [sys.executable, "-m", "tools.compare_tflm", path, "--bits", "3", "--json"]

    def run(*options: object, **environment: str) -> subprocess.CompletedProcess[str]:
        named = {n: v for n, v in os.environ.items() if n != VARIABLE} | environment
        return subprocess.run(
            [*command, *options], cwd=ROOT, capture_output=True, text=True, check=False, env=named
        )

    return run


def test_folder_without_a_part_is_refused_by_its_name(compare, tmp_path):
    done = compare("--checkouts", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "is missing; check out tflite-micro" in done.stderr


def test_no_folder_is_refused_with_the_variable(compare):
    done = compare()
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert VARIABLE in done.stderr


@pytest.mark.slow
def test_small_model_gives_the_same_bytes_in_all_builds(compare):
    if not os.environ.get(VARIABLE):
        pytest.skip(f"{VARIABLE} names no checkouts of TFLM")
    done = compare(**{VARIABLE: os.environ[VARIABLE]})
    assert done.returncode == 0, done.stderr
    (rows,) = json.loads(done.stdout)["boards"].values()
    names = ["TFLM reference int8", "TFLM cmsis-nn int8", "seedlite int8", "seedlite 3 bits"]
    names += ["seedlite 3 bits portable", "TFLM DECODE, 3 bits portable"]
    names += ["TFLM DECODE, memory, 3 bits portable"]
    assert [row["name"] for row in rows] == names
    assert [row.get("outputs_equal") for row in rows] == [True, None, *[True] * 5]
    cmsis = rows[1]
    assert cmsis["instructions_to_cmsis_nn"] == cmsis["estimated_cycles_to_cmsis_nn"] == 1
    assert all(row["estimated_cycles"] > row["instructions"] > 0 for row in rows)
    assert all(0 < row["code_bytes"] < row["flash_bytes"] for row in rows)
