"""Where a page comes from: date, version, command, data."""

import importlib.metadata
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from seedlite.study.report.results import Sweep

DIGITS = 12  # of a digest


@dataclass(frozen=True)
class Origin:
    """`command`: the command line; empty if there was none."""

    date: str
    version: str
    results: str
    command: str

    @classmethod
    def of(cls, results: Sequence[Path], command: str) -> "Origin":
        return cls(
            _today(),
            importlib.metadata.version("seedlite"),
            ", ".join(path.name for path in results),
            command,
        )


def _today() -> str:
    """Returns the date, or that of SOURCE_DATE_EPOCH, which makes the same page again."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    return now.date().isoformat()


def data_text(sweep: Sweep) -> str:
    """Returns the digests by which model and data can be told from others."""
    found = [
        f"{what} {digest[:DIGITS]}"
        for what in ("model", "data", "calibration")
        if (digest := sweep.head.get(f"{what}_sha256"))
    ]
    return f"SHA-256: {', '.join(found)}." if found else ""
