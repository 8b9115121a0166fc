"""Reads `.npz` files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from seedlite.errors import BadInputError


@contextmanager
def open_npz(path: Path, what: str, give: str) -> Iterator[Mapping[str, np.ndarray]]:
    """Opens a file that should hold `what` as a mapping of arrays. Raises BadInputError, which says
    what to `give` instead."""
    try:
        with np.load(path) as archive:
            yield archive
    except (OSError, ValueError, KeyError) as error:
        raise BadInputError(f"{path} holds no {what} ({error}); give {give}") from error
