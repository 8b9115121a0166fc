"""Finds the tools that seedlite needs on this machine, and says how to get missing ones."""

import importlib.metadata
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from seedlite.boards.board import list_boards
from seedlite.boards.toolchain.cache import REMEDY, VARIABLE, cache_fault, cache_folder
from seedlite.boards.toolchain.tools import (
    FLASH_TOOLS,
    NEWLIB,
    PICOLIBC,
    RISCV_TOOLS,
    TOOLS,
    Libc,
    find_libc,
    tool_version,
)
from seedlite.errors import ToolMissingError
from seedlite.reports import Report

# (distribution, purpose, how to get it)
PACKAGES = (
    ("numpy", "everything", "pip install numpy"),
    ("flatbuffers", "everything", "pip install flatbuffers"),
    ("jinja2", "generated code, reports", "pip install jinja2"),
    ("pyserial", "boards at a serial line", "pip install pyserial"),
    ("typer", "command line", "pip install typer"),
    ("rich", "command line", "pip install rich"),
    ("pyelftools", "sizes of firmware", "pip install pyelftools"),
    ("tensorflow", "Keras models, training", "pip install 'seedlite[keras]'"),
    ("scikit-learn", "the digits of `seedlite sample`", "pip install 'seedlite[samples]'"),
    ("matplotlib", "figures of the study", "pip install 'seedlite[study]'"),
    ("joblib", "sweeps", "pip install 'seedlite[study]'"),
    ("distributed", "sweeps on a Dask cluster", "pip install 'seedlite[study]'"),
    ("ai-edge-litert", "running stock .tflite files", "pip install 'seedlite[litert]'"),
)


@dataclass(frozen=True, eq=False)
class Check(Report):
    """A required tool or package. `found` is its version, None if it is missing."""

    what: str
    purpose: str
    found: str | None
    remedy: str


def run_checks() -> list[Check]:
    """Checks Python and its packages, then the tools that build and emulate firmware."""
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
            for tool in (*TOOLS, *RISCV_TOOLS, *FLASH_TOOLS)
        ),
        _cache(),
        *(
            Check(
                libc.name,
                "C library of firmware",
                _found(partial(_libc_path, libc)),
                libc.remedy,
            )
            for libc in (NEWLIB, PICOLIBC)
        ),
    ]


def udev_rules() -> str:
    """Returns udev rules that let the logged-in user access the boards' probes."""
    lines = [
        "# Probes of the boards that seedlite knows. Install:",
        "#   seedlite doctor --emit-udev | sudo tee /etc/udev/rules.d/70-seedlite.rules",
        "#   sudo udevadm control --reload && sudo udevadm trigger",
    ]
    boards: dict[str, list[str]] = {}
    for board in list_boards():
        if board.flash and board.flash.usb:
            boards.setdefault(board.flash.usb, []).append(board.title)
    for usb, titles in sorted(boards.items()):
        vendor, product = usb.split(":")
        numbers = f'ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}"'
        lines += [f"# {', '.join(titles)}"]
        lines += [f'SUBSYSTEM=="{kind}", {numbers}, TAG+="uaccess"' for kind in ("usb", "hidraw")]
    return "\n".join(lines) + "\n"


def _cache() -> Check:
    folder = cache_folder()
    fault = cache_fault(folder)
    found = None if fault else str(folder)
    purpose = f"compiled firmware; {VARIABLE} moves it"
    return Check("firmware cache", purpose, found, f"{fault}: {REMEDY}")


def _package_version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _libc_path(libc: Libc) -> str:
    return str(find_libc(libc))


def _found(look: Callable[[], str]) -> str | None:
    try:
        return look()
    except ToolMissingError:
        return None
