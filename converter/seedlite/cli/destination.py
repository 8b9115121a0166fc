"""Outputs of one file: a path, or - for stdout."""

import sys
from pathlib import Path

from seedlite.cli.output import console
from seedlite.errors import UsageError
from seedlite.files import check_writable, write_whole

STDOUT = Path("-")


def check_destination(output: Path, force: bool, json: bool, source: Path | None = None) -> None:
    """Raises UsageError before any work if `output` cannot be written. What is said then goes to
    stderr, if the output goes to stdout."""
    if output != STDOUT:
        check_writable(output, force, source)
        return
    if json:
        raise UsageError("-o - and --json both write to stdout; give one of the two")
    if sys.stdout.isatty():
        raise UsageError(
            "-o - writes a file to stdout, which is a terminal; redirect it, as in -o - > FILE"
        )
    console.stderr = True


def write_destination(output: Path, data: bytes) -> None:
    """Writes to the path whole or not at all, or to stdout. Raises BadInputError, OSError."""
    if output == STDOUT:
        sys.stdout.buffer.write(data)
    else:
        write_whole(output, data)
