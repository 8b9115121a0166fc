"""A converted file on an emulated board."""

from collections.abc import Callable

import numpy as np
import pytest

from seedlite.errors import ToolMissingError
from seedlite.running import run


@pytest.fixture
def emulated() -> Callable[[bytes, np.ndarray], np.ndarray]:
    """Runs a file on mps2-an386; skips the test where there is no emulator."""

    def outputs(file: bytes, x: np.ndarray) -> np.ndarray:
        try:
            return run(file, x, "mps2-an386").outputs
        except ToolMissingError as error:
            pytest.skip(str(error))

    return outputs
