"""A network with float32 ports on the emulated Cortex-M4: the floats that TFLM gives."""

import numpy as np
import pytest

from seedlite.boards.emulator.qemu import emulate
from tests.support.float_ports import expected_floats, export_floats, some_floats
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.qemu


@pytest.mark.parametrize("board", ["mps2-an386", "mps2-an385-m0"], indirect=True)
@pytest.mark.parametrize("softmax", ["", "softmax", "log_softmax"])
def test_float_ports_on_board_equal_tflm(softmax, board, compile_program, tmp_path):
    source = export_floats(tmp_path / "out", softmax)
    elf = compile_program("float_ports", objects=[f"-I{source}", *source.rglob("*.c"), "-lm"])
    x = some_floats()
    (tmp_path / "input.bin").write_bytes(x.tobytes())
    emulate(elf, board, tmp_path, timeout=PATIENCE)
    y = np.fromfile(tmp_path / "output.bin", np.float32)
    expected = expected_floats(softmax, x)
    if softmax:  # the board's expf and logf are newlib's: last bits differ from this machine's
        np.testing.assert_array_max_ulp(y, expected, 4)
    else:
        np.testing.assert_array_equal(y.view(np.uint32), expected.view(np.uint32))
