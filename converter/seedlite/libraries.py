"""Loads the package's C libraries, built by CMake."""

import ctypes
import functools
import sys
from pathlib import Path

from seedlite.errors import ToolMissingError

SUFFIX = {"darwin": ".dylib", "win32": ".dll"}.get(sys.platform, ".so")


def package_folders() -> list[Path]:
    """Returns the folders of the package: in an editable install the sources, and the build results
    beside the installed metadata."""
    return [Path(folder) for folder in sys.modules[__package__].__path__]


@functools.cache
def library(name: str) -> ctypes.CDLL:
    """Loads `seedlite_runtime` or `seedlite_encoder`."""
    for folder in package_folders():
        path = folder / "_native" / f"lib{name}{SUFFIX}"
        if path.exists():
            return ctypes.CDLL(str(path))
    raise ToolMissingError(
        f"lib{name}{SUFFIX} is missing from {[*map(str, package_folders())]}; "
        "install seedlite again: pip install --force-reinstall seedlite (checkout: make setup)"
    )
