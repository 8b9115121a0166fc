"""The command `seedlite`: one file per verb."""

import sys


def main() -> None:
    """Runs the command line; installs the handling of Ctrl-C before any import."""
    from seedlite import interruption

    interruption.install()
    try:
        from seedlite.cli.app import run_command_line

        status = run_command_line(sys.argv[1:])
    except BaseException:  # including errors that libraries raise for KeyboardInterrupt
        if not interruption.received():
            raise
    if interruption.received():
        interruption.end()
    interruption.end_at_once()
    sys.exit(status)
