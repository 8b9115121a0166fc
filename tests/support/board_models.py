"""Runs many models on an emulated board, one inference each."""

from pathlib import Path

import numpy as np

from seedlite.boards.board import Board
from seedlite.boards.emulator.qemu import emulate


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def batch(models: list[tuple[bytes, list[np.ndarray]]]) -> bytes:
    """Returns planned files with one inference's inputs each, in the form that programs/models.c
    reads."""
    parts = []
    for file, inputs in models:
        values = b"".join(x.tobytes() for x in inputs)
        parts.append(np.array([len(file), len(values)], "<u4").tobytes())
        parts.append(_padded(file) + _padded(values))
    return b"".join(parts)


def outputs_on_board(
    elf: Path,  # programs/models.c
    board: Board,
    folder: Path,
    models: list[tuple[bytes, list[np.ndarray]]],  # as in batch
    lengths: list[int],  # of the outputs
) -> list[np.ndarray]:
    """Returns the first output of each model, flat."""
    (folder / "models.bin").write_bytes(batch(models))
    emulate(elf, board, folder, timeout=120)
    return np.split(np.fromfile(folder / "outputs.bin", np.int8), np.cumsum(lengths)[:-1])
