"""pytest plugin: with SEEDLITE_SKIPS=listed, a skip that tests/skips.txt does not name fails."""

import os
from collections.abc import Generator
from fnmatch import fnmatchcase
from functools import cache

import pytest

from tests.support.places import ROOT

LIST = ROOT / "tests" / "skips.txt"
VARIABLE, LISTED = "SEEDLITE_SKIPS", "listed"


@cache
def listed() -> list[tuple[str, str]]:
    """Patterns of names of tests, and of the reasons they give."""
    lines = [line for line in LIST.read_text().splitlines() if line and not line.startswith("#")]
    return [(name, reason) for name, _, reason in (line.partition(" | ") for line in lines)]


def is_listed(name: str, reason: str) -> bool:
    return any(fnmatchcase(name, n) and fnmatchcase(reason, r) for n, r in listed())


def _fail_if_unlisted(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail") or os.environ.get(VARIABLE) != LISTED:
        return
    assert isinstance(report.longrepr, tuple)
    reason = report.longrepr[2].removeprefix("Skipped: ")
    if not is_listed(report.nodeid, reason):
        report.outcome = "failed"
        report.longrepr = f"skipped, which {LIST.relative_to(ROOT)} does not name: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_if_unlisted(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_if_unlisted(report)
    return report
