"""Runs many models on an emulated board, one inference each."""

from pathlib import Path

import numpy as np

from seedlite.boards.board import Board
from seedlite.boards.emulator.qemu import emulate
from tests.support.waiting import PATIENCE


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


def different_on_board(
    elf: Path,  # programs/models.c
    board: Board,
    folder: Path,
    models: list[tuple[bytes, list[np.ndarray]]],  # as in batch
    expected: list[np.ndarray],  # the first output of each
) -> list[int]:
    """The numbers of the models whose first output on the board has other bytes than expected."""
    (folder / "models.bin").write_bytes(batch(models))
    emulate(elf, board, folder, PATIENCE)
    outputs = np.fromfile(folder / "outputs.bin", np.int8)
    split = np.split(outputs, np.cumsum([len(y) for y in expected])[:-1])
    return [i for i, y in enumerate(expected) if split[i].tobytes() != y.tobytes()]
