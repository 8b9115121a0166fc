"""seedlite, halted at the worst of moments: when a file's bytes are written, but not its name.

    python pausing.py N ARGUMENTS

runs `seedlite ARGUMENTS`; when file N, counted from 1, is to be flushed to disk, prints a line and
waits for a line. Ctrl-C stops it wherever it was started from."""

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
