"""MLPerf Tiny's own runner drives the firmware. It is not part of the project: the environment
variable SEEDLITE_MLPERF_TINY names a checkout of github.com/mlcommons/tiny."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models import handwriting
from seedlite.boards.board import find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.toolchain.build import build_firmware
from seedlite.data.checks import quantize_inputs
from seedlite.interpreters.host import Runtime
from seedlite.model.parse import parse
from tests.support.places import DIGITS
from tests.support.serial_line import emulated
from tests.support.waiting import PATIENCE

pytestmark = [pytest.mark.qemu, pytest.mark.usefixtures("board")]
LAUNCHER = Path(__file__).parent / "mlperf_launcher.py"
DEVICES = """
- name: l4r5zi
  type: dut
  baud: 115200
  usb:
    0x0483: 0x374B
"""
SAMPLES = 20


@pytest.fixture(scope="module")
def runner() -> Path:
    checkout = os.environ.get("SEEDLITE_MLPERF_TINY")
    if not checkout:
        pytest.skip("SEEDLITE_MLPERF_TINY does not name a checkout of mlcommons/tiny")
    pytest.importorskip("yaml")
    pytest.importorskip("matplotlib")
    return Path(checkout) / "benchmark" / "runner"


@pytest.fixture
def samples(tmp_path) -> tuple[np.ndarray, np.ndarray]:
    """Two images of each digit, also as a data set of the runner's."""
    x, y = handwriting.test_data()
    chosen = np.concatenate([np.flatnonzero(y == digit)[:2] for digit in range(10)])
    inputs, labels = quantize_inputs(parse(DIGITS.read_bytes()), x[chosen]), y[chosen]
    folder = tmp_path / "data" / "ic01"
    folder.mkdir(parents=True)
    for number, one in enumerate(inputs):
        (folder / f"{number}.bin").write_bytes(one.tobytes())
    lines = [f"{number}.bin,10,{label}" for number, label in enumerate(labels)]
    (folder / "y_labels.csv").write_text("\n".join(lines) + "\n")
    return inputs, labels


@pytest.fixture
def drive(runner, tmp_path):
    """Runs the runner in a mode; gives its log and its results."""

    def drive(mode: str) -> tuple[str, list[dict]]:
        (tmp_path / "devices.yaml").write_text(DEVICES)
        program = read_program(DIGITS.read_bytes(), "ic01.tflite")
        firmware = build_firmware(program, find_board("mps2-an386"), tmp_path, "serial")
        script = runner / f"tests_{'accuracy' if mode == 'a' else 'performance'}.yaml"
        with emulated(firmware.elf, firmware.board) as port:
            done = subprocess.run(
                [
                    *(sys.executable, LAUNCHER, runner, port, "-d", "devices.yaml"),
                    *("-t", script, "-s", "data", "-m", mode),
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
        assert done.returncode == 0, done.stdout + done.stderr
        (session,) = (tmp_path / "sessions").iterdir()
        return (session / "log.txt").read_text(), json.loads((session / "results.json").read_text())

    return drive


def test_runner_accuracy_mode_finds_the_hosts_outputs(drive, samples):
    inputs, labels = samples
    log, results = drive("a")
    outputs = Runtime(DIGITS)(inputs)
    expected = np.round((outputs.astype(int) + 128) / 256, 3)
    found = np.array([r["infer"]["results"] for r in results if "infer" in r])
    assert np.abs(found - expected).max() <= 0.0005 + 1e-9  # three decimals
    accuracy = 100 * (outputs.argmax(axis=1) == labels).mean()
    assert re.search(rf"Top 1% = {accuracy:2.1f}", log)


@pytest.mark.usefixtures("samples")
def test_runner_performance_mode_measures_five_windows(drive):
    log, results = drive("p")
    windows = [r["infer"] for r in results if "infer" in r]
    assert [w["iterations"] for w in windows] == [20] * 5
    assert all(w["throughput"] > 0 and len(w["results"]) == 10 for w in windows)
    # it wants ten seconds in all, which an emulator may be too fast for
    assert "Median throughput" in log or "ERROR 2" in log
