"""Fixtures that more than one folder uses."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from seedlite.errors import ToolMissingError

ROOT = Path(__file__).resolve().parent.parent
PAUSING = ROOT / "tests" / "faults" / "pausing.py"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with the reference models and data that some tests measure on."""
    folder = Path(os.environ.get("SEEDLITE_SHARED", ROOT.parent / "shared"))
    if not (folder / "models").is_dir():
        pytest.skip(f"no reference models: {folder}/models is missing; set SEEDLITE_SHARED")
    return folder


@pytest.fixture(scope="session", params=["ic_resnet8", "ad_autoencoder"])
def reference_model(request: pytest.FixtureRequest, shared: Path) -> Path:
    """An int8 .tflite of MLPerf Tiny."""
    return shared / "models" / f"{request.param}_int8.tflite"


@pytest.fixture
def halted() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A function that starts `seedlite ARGUMENTS`; returns when it halts at its file `number`."""
    with ExitStack() as ends:

        def start(number: int, *arguments: object) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, PAUSING, str(number), *map(str, arguments)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            ends.enter_context(process)
            ends.callback(process.kill)
            before = []
            for line in process.stderr:
                if line == "halted\n":
                    return process
                before.append(line)
            raise AssertionError(f"it ended without halting: {''.join(before)}")

        yield start


@pytest.fixture
def emulated() -> Callable[[bytes, np.ndarray], np.ndarray]:
    """Runs a file on mps2-an386; skips the test where there is no emulator."""

    def outputs(file: bytes, x: np.ndarray) -> np.ndarray:
        from seedlite.boards.run import on_board
        from seedlite.execution.run import run

        try:
            return run(file, x, on_board("mps2-an386")).outputs
        except ToolMissingError as error:
            pytest.skip(str(error))

    return outputs
