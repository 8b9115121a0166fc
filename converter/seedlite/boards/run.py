"""Inferences on boards: in QEMU, or over a serial line."""

import tempfile
from pathlib import Path

import numpy as np

from seedlite.boards.board import Board, check_emulated, find_board
from seedlite.boards.by_layer import run_by_layer
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.serial_line import timed_on_port
from seedlite.boards.toolchain.build import build_firmware
from seedlite.errors import UsageError
from seedlite.execution import DeviceRun, Runner
from seedlite.progress import Progress


def on_board(name: str, port: str | None = None, by_layer: bool = False) -> Runner:
    """Returns a runner of models on a board, given by name or folder: in QEMU, or on the serial
    line `port` with the firmware that `build` made of the model, there also operator by operator.
    Raises UsageError for an unknown board or one that QEMU does not have; the runner raises
    DeviceError, ToolMissingError."""
    board = find_board(name)
    if port is not None and by_layer:
        return lambda file, rows, progress: run_by_layer(port, file, rows, progress)
    if port is not None:
        return lambda file, rows, progress: _on_port(port, rows, progress)
    if by_layer:
        raise UsageError("`by_layer` asks a board on a serial line: give its `port` DEVICE, too")
    check_emulated(board)
    return lambda file, rows, progress: _emulated(file, rows, board)


def _on_port(port: str, rows: np.ndarray, progress: Progress | None) -> DeviceRun:
    outputs, microseconds = timed_on_port(port, rows, progress)
    return DeviceRun(outputs, microseconds=microseconds)


def _emulated(file: bytes, rows: np.ndarray, board: Board) -> DeviceRun:
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        firmware = build_firmware(read_program(file), board, Path(folder))
        result = run_on_qemu(firmware, rows)
    return DeviceRun(result.outputs, result.instructions[0])
