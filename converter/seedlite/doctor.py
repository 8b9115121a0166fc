"""What seedlite needs on this machine: what was found, and how to get the rest."""

import importlib.metadata
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from seedlite.errors import ToolMissingError
from seedlite.firmware.toolchain import LIBC_PACKAGE, TOOLS, find_libc, tool_version

# Distribution, what it is for, how to get it.
PACKAGES = (
    ("numpy", "everything", "pip install numpy"),
    ("flatbuffers", "everything", "pip install flatbuffers"),
    ("typer", "command line", "pip install typer"),
    ("rich", "command line", "pip install rich"),
    ("pyelftools", "sizes of firmware", "pip install pyelftools"),
    ("tensorflow", "Keras models, training", "pip install 'seedlite[keras]'"),
    ("matplotlib", "figures of the study", "pip install 'seedlite[study]'"),
    ("jinja2", "report of the study", "pip install 'seedlite[study]'"),
    ("joblib", "sweeps", "pip install 'seedlite[study]'"),
    ("distributed", "sweeps on a Dask cluster", "pip install 'seedlite[study]'"),
    ("ai-edge-litert", "running stock .tflite files", "pip install 'seedlite[litert]'"),
)


@dataclass(frozen=True)
class Check:
    """One thing looked for. `found` is its version, None if it is missing."""

    what: str
    purpose: str
    found: str | None
    remedy: str


def run_checks() -> list[Check]:
    """Python and its packages, then the tools that build and emulate firmware."""
    return [
        Check("Python", "everything", platform.python_version(), "https://www.python.org"),
        *(
            Check(name, purpose, _package_version(name), remedy)
            for name, purpose, remedy in PACKAGES
        ),
        *(
            Check(
                tool.program,
                tool.purpose,
                _found(partial(tool_version, tool)),
                tool.remedy,
            )
            for tool in TOOLS
        ),
        Check(
            "newlib for Arm",
            "C library of firmware",
            _found(lambda: str(find_libc())),
            f"on Debian or Ubuntu: sudo apt install {LIBC_PACKAGE}",
        ),
    ]


def _package_version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _found(look: Callable[[], str]) -> str | None:
    try:
        return look()
    except ToolMissingError:
        return None
