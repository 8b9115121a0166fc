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
from seedlite.model.pack import pack
from tests.support.builders import dense_model
from tests.support.durations import file_of, recorded
from tests.support.places import ROOT
from tests.support.waiting import lines_until

PAUSING = ROOT / "tests" / "support" / "pausing.py"

pytest_plugins = ["tests.support.skips"]


def pytest_configure() -> None:
    """CMake compiles what is the same in many builds, such as the runtime for boards of one core,
    once."""
    ccache = Path(sys.executable).with_name("ccache")
    if ccache.exists():
        os.environ |= {
            "CMAKE_C_COMPILER_LAUNCHER": str(ccache),
            "CCACHE_DIR": str(ROOT / "build" / "ccache"),
            "CCACHE_NOHASHDIR": "1",  # in debug information alone
        }


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where workers share the tests file by file, the longest files begin."""
    if hasattr(config, "workerinput"):
        seconds = recorded()
        items.sort(key=lambda item: -seconds.get(file_of(item.nodeid), 0.0))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with the reference models and data that some tests measure on."""
    folder = os.environ.get("SEEDLITE_SHARED")
    if not folder:
        pytest.skip("no reference models: SEEDLITE_SHARED names no folder")
    if not (Path(folder) / "models").is_dir():
        pytest.fail(f"SEEDLITE_SHARED: {folder}/models is missing")
    return Path(folder)


@pytest.fixture(scope="session", params=["ic_resnet8", "ad_autoencoder"])
def reference_model(request: pytest.FixtureRequest, shared: Path) -> Path:
    """An int8 .tflite of MLPerf Tiny."""
    return shared / "models" / f"{request.param}_int8.tflite"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A stock file of one dense layer."""
    path = tmp_path / "dense.tflite"
    path.write_bytes(pack(dense_model(40, 60)))
    return path


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
            lines_until(process, process.stderr, lambda line: line == "halted\n")
            return process

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
