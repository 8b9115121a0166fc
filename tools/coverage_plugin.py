"""For pytest: the runtime and the hostile drivers with gcov's counters (tools/coverage.py)."""

from pathlib import Path

import pytest

import seedlite

BUILD = Path(__file__).resolve().parent.parent / "build" / "coverage"


def pytest_configure(config: pytest.Config) -> None:
    seedlite.__path__.insert(0, str(BUILD))  # where libraries are looked for
    from tests.hostile import drivers

    drivers.BUILD = BUILD
    # gcov would count the checks for undefined behaviour as branches of the runtime
    drivers.HOST_OPTIONS = ("-DSANITIZERS=address",)
