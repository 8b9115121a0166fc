"""Programs that are to be stopped by Ctrl-C."""

import signal
import subprocess
import sys
from typing import Any


def start(*arguments: Any) -> subprocess.Popen[str]:
    """`seedlite ARGUMENTS`, which Ctrl-C stops also where the tests themselves were started in the
    background: shells let such programs, and what they start, ignore it."""
    return subprocess.Popen(
        [sys.executable, "-m", "seedlite", *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
