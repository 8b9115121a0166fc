"""Boards in QEMU with a pseudo-terminal as serial line."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from seedlite.boards import serial_line
from seedlite.boards.board import Board
from tests.support.waiting import PATIENCE, lines_until


@contextmanager
def emulated(elf: Path | None, board: Board, *options: str) -> Iterator[str]:
    """Runs firmware, or nothing; yields the pseudo-terminal's path."""
    command = [
        *(board.architecture.emulator.program, *board.architecture.emulation),
        *("-machine", board.emulation.machine, *options),
        *("-display", "none", "-monitor", "none", "-serial", "pty"),
        *(("-kernel", str(elf)) if elf else ()),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = lines_until(process, process.stdout, re.compile("/dev/pts/").search)[-1]
        with pytest.MonkeyPatch.context() as patch:  # however slow the emulator is, it is heard
            patch.setattr(serial_line, "ATTEMPTS", int(PATIENCE / 5))  # seconds an attempt
            patch.setattr(serial_line, "REPLY_SECONDS", PATIENCE)
            patch.setattr(serial_line, "INFERENCE_SECONDS", PATIENCE)
            yield re.search(r"/dev/pts/\d+", line).group()
    finally:
        process.kill()
        process.communicate()
