"""Float32 and uint8 ports over a serial line."""

from dataclasses import replace

import numpy as np
import pytest

from seedlite.boards.board import find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.run import on_board
from seedlite.boards.toolchain.build import build_firmware
from seedlite.boards.toolchain.tools import QEMU, find_tool
from seedlite.errors import ToolMissingError
from seedlite.execution.evaluation import evaluate
from seedlite.execution.run import run
from seedlite.prepare.runnable import deployable
from tests.support.border_graphs import file_of, samples_of
from tests.support.serial_line import emulated

pytestmark = pytest.mark.qemu
BOARD = "mps2-an386"


@pytest.mark.parametrize("name", ["softmax_head", "two_scales", "uint8_io"])
def test_run_and_evaluate_over_serial_equal_the_host(name, tmp_path):
    file, board = file_of(name), find_board(BOARD)
    x = np.concatenate([inputs[0] for inputs in samples_of(file, 3)])
    np.savez(tmp_path / "d.npz", x=x, y=np.arange(3))
    try:
        find_tool(QEMU)
        firmware = build_firmware(read_program(deployable(file)), board, tmp_path, "serial")
    except ToolMissingError as error:
        pytest.skip(str(error))
    with emulated(firmware.elf, board) as port:
        outputs = run(file, x, on_board(BOARD, port)).outputs
        measured = evaluate(file, tmp_path / "d.npz", on=on_board(BOARD, port))
    assert outputs.tobytes() == run(file, x).outputs.tobytes()
    assert measured.validation.agrees
    assert replace(measured, on="host", validation=None) == evaluate(file, tmp_path / "d.npz")
