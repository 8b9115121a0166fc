"""Boards in QEMU with a pseudo-terminal as serial line."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seedlite.boards.board import Board


@contextmanager
def emulated(elf: Path | None, board: Board, *options: str) -> Iterator[str]:
    """Runs firmware, or nothing; yields the pseudo-terminal's path."""
    command = [
        *("qemu-system-arm", "-machine", board.emulation.machine, *options),
        *("-display", "none", "-monitor", "none", "-serial", "pty"),
        *(("-kernel", str(elf)) if elf else ()),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        while not (found := re.search(r"/dev/pts/\d+", line := process.stdout.readline())):
            assert line, "QEMU ended"
        yield found.group()
    finally:
        process.kill()
        process.communicate()
