"""Inferences on boards: in QEMU, or over a serial line."""

import tempfile
from pathlib import Path

import numpy as np

from seedlite.boards.board import Board, check_emulated, find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.serial_line import infer_on_port
from seedlite.boards.toolchain.build import build_firmware
from seedlite.execution import DeviceRun, Runner


def on_board(name: str, port: str | None = None) -> Runner:
    """Returns a runner of models on a board, given by name or folder: in QEMU, or on the serial
    line `port` with the firmware that `build` made of the model. Raises UsageError for an unknown
    board or one that QEMU does not have; the runner raises DeviceError, ToolMissingError."""
    board = find_board(name)
    if port is not None:
        return lambda file, rows, progress: DeviceRun(infer_on_port(port, rows, progress))
    check_emulated(board)
    return lambda file, rows, progress: _emulated(file, rows, board)


def _emulated(file: bytes, rows: np.ndarray, board: Board) -> DeviceRun:
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        firmware = build_firmware(read_program(file), board, Path(folder))
        result = run_on_qemu(firmware, rows)
    return DeviceRun(result.outputs, result.instructions[0])
