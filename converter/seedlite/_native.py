"""The package's C libraries, built with it by CMake."""

import ctypes
import functools
import sys
from pathlib import Path

import seedlite
from seedlite.errors import ToolMissingError

SUFFIX = {"darwin": ".dylib", "win32": ".dll"}.get(sys.platform, ".so")


@functools.cache
def library(name: str) -> ctypes.CDLL:
    """Loads `seedlite_runtime` or `seedlite_encoder`.

    In an editable install the libraries lie beside the installed metadata, not beside the
    sources, so every folder of the package is looked at.
    """
    for folder in seedlite.__path__:
        path = Path(folder) / "_native" / f"lib{name}{SUFFIX}"
        if path.exists():
            return ctypes.CDLL(str(path))
    raise ToolMissingError(
        f"lib{name}{SUFFIX} is missing from {list(seedlite.__path__)}; install seedlite again: "
        "pip install --force-reinstall seedlite (from a checkout: make setup)"
    )
