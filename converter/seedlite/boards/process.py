"""Runs external programs so that none outlives its purpose."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from seedlite.interruption import Held, LastAct


@dataclass(frozen=True)
class ProcessResult:
    """A program's exit status and its output on both streams."""

    status: int
    output: str


def run_process(
    command: Sequence[object],
    seconds: float | None = None,
    folder: Path | None = None,
    started: Callable[[int], None] | None = None,
) -> ProcessResult:
    """Runs a program in `folder` and passes its process id to `started`. Kills it and its
    descendants if interrupted. Raises subprocess.TimeoutExpired after `seconds`, OSError if it
    cannot be started."""
    process: subprocess.Popen[str] | None = None
    try:
        with Held():
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                env=os.environ | {"PATH": search_path()},
                start_new_session=True,
            )
        with LastAct(lambda: _kill(process)):
            if started:
                started(process.pid)
            output, _ = process.communicate(timeout=seconds)
        return ProcessResult(process.returncode, output)
    finally:
        if process is not None and process.poll() is None:
            _kill(process)
            process.communicate()


def search_path() -> str:
    """Returns PATH and the folder of the running Python, which holds programs that pip
    installed."""
    own = os.path.dirname(sys.executable or "")
    return os.pathsep.join(filter(None, [os.environ.get("PATH", os.defpath), own]))


def _kill(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):  # it has just ended
        os.killpg(process.pid, signal.SIGKILL)
