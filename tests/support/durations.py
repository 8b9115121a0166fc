"""pytest plugin: records the CPU time of tests in tests/durations.json (make durations): seconds of
each file, and of each test that takes LEAST_SECONDS, this process and those that it has waited for
together. Files that are not run keep their entries."""

import json
import os
from collections.abc import Generator

import pytest

from tests.support.places import DURATIONS

LEAST_SECONDS = 1.0


class Recorder:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        before = cpu_seconds()
        done = yield
        self.seconds[item.nodeid] = cpu_seconds() - before
        return done

    def pytest_sessionfinish(self) -> None:
        DURATIONS.write_text(json.dumps(merged(recorded(), self.seconds), indent=1) + "\n")


def cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def recorded() -> dict[str, float]:
    return json.loads(DURATIONS.read_text()) if DURATIONS.exists() else {}


def merged(old: dict[str, float], tests: dict[str, float]) -> dict[str, float]:
    """Returns entries of files and slow tests; those of the tests' files are replaced."""
    files: dict[str, float] = {}
    for name, seconds in tests.items():
        file = name.partition("::")[0]
        files[file] = files.get(file, 0) + seconds
    kept = {n: s for n, s in old.items() if n.partition("::")[0] not in files}
    slow = {name: s for name, s in tests.items() if s >= LEAST_SECONDS}
    return {n: round(s, 1) for n, s in sorted((kept | files | slow).items())}


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None):
        raise pytest.UsageError("durations are recorded in one process: leave -n out")
    config.pluginmanager.register(Recorder())
