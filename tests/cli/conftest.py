"""What several files of commands use: a small model, data for it, the command line in-process."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seedlite.cli.app import run_command_line
from seedlite.cli.output import console


@pytest.fixture
def data(model: Path) -> Path:
    """80 samples and labels, as .npz."""
    path = model.with_suffix(".npz")
    rng = np.random.default_rng(0)
    np.savez(path, x=rng.normal(size=(80, 60)), y=rng.integers(0, 40, 80))
    return path


@dataclass(frozen=True)
class Done:
    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Done]]:
    """Runs `seedlite ARGUMENTS` in this process, in a terminal of `columns`."""

    def run(*arguments: object, columns: int = 80) -> Done:
        monkeypatch.setenv("COLUMNS", str(columns))
        status = run_command_line([*map(str, arguments)])
        streams = capsys.readouterr()
        return Done(status, streams.out, streams.err)

    yield run
    console.stderr = False
