"""The packages, made and unpacked once."""

from pathlib import Path

import pytest

from tests.support.packages import make_packages, unpack


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The archives by their names' part before the version."""
    made = make_packages(tmp_path_factory.mktemp("dist"))
    return {path.name.partition("0.1.0")[0].rstrip("-."): path for path in made}


@pytest.fixture(scope="session")
def packages(archives, tmp_path_factory) -> dict[str, Path]:
    """The unpacked packages by the same names."""
    folder = tmp_path_factory.mktemp("packages")
    return {name: unpack(path, folder / name) for name, path in archives.items()}
