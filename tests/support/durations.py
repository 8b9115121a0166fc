"""pytest plugin: records the CPU time of tests in tests/durations.json (make durations): seconds of
each file, and of each test that takes LEAST_SECONDS, of this process and all that it has started.
Files that are not run keep their entries."""

import json
import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.support.places import DURATIONS

LEAST_SECONDS = 1.0
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class Recorder:
    def __init__(self) -> None:
        self.tests: dict[str, float] = {}  # of one file

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        before = cpu_seconds(os.getpid())
        done = yield
        self.tests[item.nodeid] = cpu_seconds(os.getpid()) - before
        if nextitem is None or file_of(nextitem.nodeid) != file_of(item.nodeid):
            entries = merged(recorded(), self.tests)
            DURATIONS.write_text(json.dumps(entries, indent=1) + "\n")
            self.tests = {}
        return done


def cpu_seconds(pid: int) -> float:
    """Returns the CPU time of a process, of those it has waited for and of those that run on."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has just ended
        return 0.0
    own = sum(map(int, stat[11:15])) / CLOCK_TICKS  # utime, stime, and both of children
    return own + sum(cpu_seconds(int(child)) for child in children)


def file_of(name: str) -> str:
    return name.partition("::")[0]


def recorded() -> dict[str, float]:
    return json.loads(DURATIONS.read_text()) if DURATIONS.exists() else {}


def merged(old: dict[str, float], tests: dict[str, float]) -> dict[str, float]:
    """Returns `old` with the entries of the one file that has these tests replaced."""
    (file,) = {file_of(name) for name in tests}
    kept = {name: seconds for name, seconds in old.items() if file_of(name) != file}
    slow = {name: seconds for name, seconds in tests.items() if seconds >= LEAST_SECONDS}
    entries = kept | {file: sum(tests.values())} | slow
    return {name: round(seconds, 1) for name, seconds in sorted(entries.items())}


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None):
        raise pytest.UsageError("durations are recorded in one process: leave -n out")
    config.pluginmanager.register(Recorder())
