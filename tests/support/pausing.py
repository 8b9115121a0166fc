"""Halts seedlite at the worst moment: after a file's bytes are written, before its renaming.

    python pausing.py N ARGUMENTS

runs `seedlite ARGUMENTS`; before file N, counted from 1, is flushed to disk, prints a line and
waits for a line. Ctrl-C stops it however it was started.
"""

import os
import signal
import sys

flush = os.fsync
remaining = int(sys.argv.pop(1))


def halt(descriptor: int) -> None:
    global remaining
    flush(descriptor)
    remaining -= 1
    if remaining == 0:
        os.write(2, b"halted\n")
        sys.stdin.readline()


signal.signal(signal.SIGINT, signal.default_int_handler)
os.fsync = halt

from seedlite.cli import main  # noqa: E402

main()
