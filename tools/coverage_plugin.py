"""pytest plugin: builds the hostile drivers with gcov's counters and loads the instrumented runtime
(tools/coverage.py)."""

from pathlib import Path

import pytest

import seedlite

BUILD = Path(__file__).resolve().parent.parent / "build" / "coverage"


def pytest_configure(config: pytest.Config) -> None:
    seedlite.__path__.insert(0, str(BUILD))  # the search path of libraries
    from tests.support import hostile_drivers as drivers

    drivers.BUILD = BUILD
    # gcov would count the checks for undefined behaviour as branches
    drivers.HOST_OPTIONS = ("-DSANITIZERS=address",)
