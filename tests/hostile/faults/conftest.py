"""Disks that are full or read-only, and a model to write on them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.disks import mounted

DISK_BYTES = 1 << 16


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk."""
    with mounted(tmp_path / "disk", f"size={DISK_BYTES}") as folder:
        yield folder


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """An empty disk that cannot be written to, even by root."""
    with mounted(tmp_path / "read-only", "ro") as folder:
        yield folder
