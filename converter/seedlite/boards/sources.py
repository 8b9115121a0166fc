"""Locates the C sources of firmware."""

import hashlib
from pathlib import Path

from seedlite.errors import ToolMissingError
from seedlite.libraries import package_folders

FOLDERS = ("cmake", "firmware", "runtime_c")


def source_root() -> Path:
    """Returns the folder that holds FOLDERS: a checkout's root, or the installed package's data."""
    checkout = Path(__file__).resolve().parents[3]
    candidates = [checkout, *(folder / "_sources" for folder in package_folders())]
    for root in candidates:
        if all((root / folder).is_dir() for folder in FOLDERS):
            return root
    raise ToolMissingError(
        f"the firmware's sources are in none of {[str(root) for root in candidates]}; "
        "install seedlite again: pip install --force-reinstall seedlite"
    )


def source_hash(root: Path) -> str:
    """Returns a digest of the location, paths and contents of all source files."""
    digest = hashlib.sha256(str(root).encode())
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()
