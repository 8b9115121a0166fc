"""Waits without races for a condition, a line, or the end of a process; never for a fixed time."""

import subprocess
import threading
import time
from collections.abc import Callable
from typing import IO

PATIENCE = 600.0  # seconds: only a failing test waits so long, however busy the machine is


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Waits until the condition holds; fails with `what` after PATIENCE."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, f"waited {PATIENCE:g} s for {what}"
        time.sleep(0.01)


def lines_until(
    process: subprocess.Popen[str], stream: IO[str] | None, last: Callable[[str], object]
) -> list[str]:
    """Returns the lines that the process writes to the stream, up to the first for which `last`
    holds. Kills and fails a process that writes no such line."""
    assert stream is not None
    killer = threading.Timer(PATIENCE, process.kill)
    killer.start()
    try:
        lines = []
        for line in stream:
            lines.append(line)
            if last(line):
                return lines
    finally:
        killer.cancel()
    raise AssertionError(f"{process.args} ended without the line waited for: {''.join(lines)}")


def finish(process: subprocess.Popen[str], text: str | None = None) -> tuple[str, str]:
    """Returns output and errors of a process that ends, given `text`; kills and fails one that
    hangs."""
    try:
        return process.communicate(text, timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        process.kill()
        raise AssertionError(f"{process.args} did not end in {PATIENCE:g} s") from error
