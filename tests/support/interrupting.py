"""Programs that are to be stopped by Ctrl-C, and what they leave behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARK = "SEEDLITE_TEST_MARK"  # a variable that children inherit
PATIENCE = 120.0  # seconds: only a test that fails waits so long


def start(*arguments: Any, python: tuple[str, ...] = (), **environment: str):
    """`seedlite ARGUMENTS`, which Ctrl-C stops also where the tests themselves were started in the
    background: shells let such programs, and what they start, ignore it. It has a process group of
    its own, as in a terminal."""
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
    """Processes that have the variable in their environment: a program started with it, and all
    that it has started."""
    return [pid for pid, environment in _environments() if f"{MARK}={mark}".encode() in environment]


def command_lines(mark: str) -> list[str]:
    found = []
    for pid in marked(mark):
        try:
            found.append(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # it ended meanwhile
            continue
    return found


def wait_until(condition, what: str) -> None:
    """Waits till a condition holds; a test that hangs fails with `what` it waits for."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, f"waited {PATIENCE:g} s for {what}"
        time.sleep(0.01)


def _environments() -> Iterator[tuple[int, list[bytes]]]:
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            yield int(name), Path(f"/proc/{name}/environ").read_bytes().split(b"\0")
        except OSError:  # it ended meanwhile, or is another user's
            continue
