"""Starts programs to be stopped by Ctrl-C, and finds what they leave behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARK = "SEEDLITE_TEST_MARK"  # a variable that children inherit


def start(*arguments: Any, python: tuple[str, ...] = (), **environment: str):
    """Starts `seedlite ARGUMENTS` in its own process group, as a terminal does. Ctrl-C stops it
    even if the tests run in the background, where shells make programs ignore it."""
    return subprocess.Popen(
        [sys.executable, *python, "-m", "seedlite", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def marked(mark: str) -> list[int]:
    """Returns the processes with the variable in their environment: a program started with it, and
    its descendants."""
    return [pid for pid, environment in _environments() if f"{MARK}={mark}".encode() in environment]


def command_lines(mark: str) -> list[str]:
    found = []
    for pid in marked(mark):
        try:
            found.append(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # it ended meanwhile
            continue
    return found


def _environments() -> Iterator[tuple[int, list[bytes]]]:
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            yield int(name), Path(f"/proc/{name}/environ").read_bytes().split(b"\0")
        except OSError:  # it has ended, or is another user's
            continue
