"""Writes outputs completely or not at all."""

import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from seedlite.errors import BadInputError, UsageError
from seedlite.interruption import Held

MADE = ".seedlite"  # in a written folder: the list of its files


def check_writable(path: Path, force: bool, source: Path | None = None) -> None:
    """Raises UsageError before any work if `path` cannot be written: it exists without `force`, is
    no plain file, is the `source`, or its folder is read-only or cannot be made."""
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is a folder or device; give the name of a file")
    if source is not None and path.exists() and source.exists() and path.samefile(source):
        raise UsageError(f"{path} is what is read; give the output another name")
    if path.exists() and not force:
        raise UsageError(f"{path} exists; give another name, or `force` to overwrite it")
    _check_folder(path.parent)


def _check_folder(folder: Path) -> None:
    """Raises UsageError unless the folder, or the next one above it that exists, can be written."""
    there = folder.absolute()
    while not (there.exists() or there.is_symlink()):
        there = there.parent
    if not there.is_dir():
        raise UsageError(f"{there} is no folder; choose another place for what is written")
    if not os.access(there, os.W_OK):
        raise UsageError(f"folder {there} cannot be written; choose another")


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file atomically. Raises BadInputError."""
    write_together({path: data})


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Writes several files, renaming temporary ones once all are complete: if space runs out, none
    is written. Makes missing folders. Raises BadInputError."""
    staged: dict[Path, Path] = {}
    for folder in {path.parent for path in contents}:
        make_folder(folder)
    try:
        for path, data in contents.items():
            with Held():
                descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
                staged[path] = Path(name)
            _fill(descriptor, staged[path], data)
        with Held():
            for path, temporary in staged.items():
                os.replace(temporary, path)
    except OSError as error:
        raise BadInputError(f"cannot write {path}: {error.strerror}") from error
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Creates a folder and its parents if missing. Raises BadInputError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(f"cannot make folder {path}: {error.strerror}") from error


def _fill(descriptor: int, path: Path, data: bytes) -> None:
    """Writes a temporary file's data and permissions."""
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(path, 0o666 & ~_umask())


def write_folder(path: Path, files: Mapping[str, bytes], force: bool) -> None:
    """Writes files, by relative path, and their list, MADE, to a new or empty folder; with `force`
    in place of the files that an earlier call has written, beside which others stay. Raises
    UsageError, BadInputError."""
    old = _replaceable(path, force)
    _check_folder(path.parent)
    make_folder(path.parent)
    listed = "".join(f"{name}\n" for name in sorted(files))
    files = {**files, MADE: listed.encode()}
    if path.exists():
        write_together({path / name: data for name, data in files.items()})
        for name in old - set(files):
            (path / name).unlink(missing_ok=True)
        return
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as temporary:
            made = Path(temporary) / "new"
            for name, data in files.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_bytes(data)
            with Held():
                made.replace(path)
    except OSError as error:
        raise BadInputError(f"cannot write {path}: {error.strerror}") from error


def _replaceable(path: Path, force: bool) -> set[str]:
    """Returns the files in a folder that an earlier call has written; none if it is new or
    empty."""
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path} is no folder; give another name")
    if not path.exists() or not any(path.iterdir()):
        return set()
    if not force:
        raise UsageError(f"{path} exists; give another name, or `force` to replace what is in it")
    if not (path / MADE).is_file():
        raise UsageError(
            f"{path} has files that are not seedlite's, which `force` would replace; give another "
            "name, or empty the folder"
        )
    names = (path / MADE).read_text(errors="replace").splitlines()
    return {name for name in names if (path / name).resolve().is_relative_to(path.resolve())}


def array_file(array: np.ndarray) -> bytes:
    """Returns a .npy file."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(f"cannot read {path}: {error.strerror}; check the path") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
