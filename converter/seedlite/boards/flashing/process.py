"""Runs flashing tools with a time limit."""

import re
import subprocess
from collections.abc import Sequence

from seedlite.boards.process import run_process
from seedlite.errors import DeviceError

PROGRAM_SECONDS = 180.0  # limit for programming
LIST_SECONDS = 20.0


def run_tool(command: Sequence[object], name: str, seconds: float) -> str:
    """Returns the output of a tool that must succeed in time. Raises DeviceError."""
    try:
        done = run_process(command, seconds)
    except subprocess.TimeoutExpired:
        raise DeviceError(
            f"{name}: not done after {seconds:g} s; plug the board in again"
        ) from None
    if done.status != 0:
        raise DeviceError(
            f"{name} failed: {_last_lines(done.output)}; is the board plugged in, and the "
            "right one? `seedlite doctor --emit-udev` prints the rules that Linux needs"
        )
    return done.output


def _last_lines(output: str) -> str:
    lines = [re.sub(r"\s+", " ", line) for line in output.strip().splitlines()]
    return " | ".join(lines[-5:]) or "(it says nothing)"
