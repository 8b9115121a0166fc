"""The command line, run as a user runs it."""

import subprocess
import sys

from tests.support.waiting import PATIENCE

EXIT_USAGE, EXIT_BAD_INPUT, EXIT_TOOL = 2, 3, 5


def seedlite(*arguments: object, **options) -> subprocess.CompletedProcess[str]:
    """Runs `seedlite ARGUMENTS` to its end."""
    command = [sys.executable, "-m", "seedlite", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=PATIENCE, **options
    )
