"""Caches compiled firmware."""

import atexit
import functools
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seedlite.errors import BadInputError

VARIABLE = "XDG_CACHE_HOME"
REMEDY = f"set {VARIABLE} to a folder that can be written and has room"


def cache_folder() -> Path | None:
    """Returns the cache, by XDG_CACHE_HOME (an absolute path) or in the user's home; None without a
    home."""
    variable = os.environ.get(VARIABLE, "")
    if os.path.isabs(variable):
        return Path(variable) / "seedlite" / "firmware"
    home = os.path.expanduser("~")
    if not os.path.isabs(home) or not os.path.isdir(home):
        return None
    return Path(home) / ".cache" / "seedlite" / "firmware"


def cache_fault(folder: Path | None) -> str | None:
    """Returns why the cache cannot be used; None if it can. Creates it if missing."""
    if folder is None:
        return "there is no home folder"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return f"{folder} cannot be written ({error.strerror})"


def usable_cache() -> Path:
    """Returns the cache, or else, with a warning, a folder that is removed when Python ends."""
    folder = cache_folder()
    fault = cache_fault(folder)
    if fault is None and folder is not None:
        return folder
    return _temporary(f"{fault}: firmware is compiled anew in each run; {REMEDY}")


@contextmanager
def saying_where(path: Path) -> Iterator[None]:
    """Adds the place to the system's errors, such as a full disk."""
    try:
        yield
    except OSError as error:
        raise BadInputError(
            f"cannot write in the firmware cache, {path}: {error.strerror}; {REMEDY}"
        ) from error


@functools.cache
def _temporary(notice: str) -> Path:
    try:
        folder = tempfile.mkdtemp(prefix="seedlite-")
    except OSError as error:
        raise BadInputError(f"{notice}; nor is there another: {error.strerror}") from error
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    logging.getLogger("seedlite").warning("%s", notice)
    return Path(folder)
