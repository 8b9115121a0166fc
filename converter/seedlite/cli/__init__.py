"""The command `seedlite`: one file per verb."""

from seedlite.cli.app import main

__all__ = ["main"]
