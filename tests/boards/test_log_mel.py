"""The log-mel front end on emulated boards: numpy's bits, within a budget of instructions."""

import numpy as np
import pytest

from seedlite.boards.emulator.qemu import Report, emulate
from seedlite.boards.sources import source_root
from tests.support.log_mel import hard_windows, log_mel_in_numpy, quantized_in_numpy
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.qemu
MOST_INSTRUCTIONS = {"mps2-an386": 56_000, "mps2-an385-m0": 100_000}  # a window


@pytest.mark.parametrize("board", MOST_INSTRUCTIONS, indirect=True)
def test_hard_windows_on_board_equal_numpy(board, compile_program, tmp_path):
    sources = source_root().glob("runtime_c/src/frontend/*.c")
    elf = compile_program("log_mel", objects=[*sources])
    windows = hard_windows()
    (tmp_path / "input.bin").write_bytes(windows.tobytes())
    emulate(elf, board, tmp_path, timeout=PATIENCE)
    form = np.dtype([("features", "<i2", 40), ("quantized", "i1", 40)])
    found = np.fromfile(tmp_path / "output.bin", form)
    expected = log_mel_in_numpy(windows)
    np.testing.assert_array_equal(found["features"], expected)
    scale = float(np.float32(0.15))
    np.testing.assert_array_equal(found["quantized"], quantized_in_numpy(expected, scale, -128))
    report = Report((tmp_path / "report.txt").read_text())
    assert len(report.counts("log_mel")) == len(windows)
    whole = np.add(report.counts("log_mel"), report.counts("quantize"))
    assert whole.max() < MOST_INSTRUCTIONS[board.name]
