"""The public functions.

All take models alike: the path of a file, its bytes, or (`convert`, `check`, `sweep`) a Keras model
in memory. All take samples alike: arrays (x, y), a mapping of arrays, or a file's path (.npz, .npy,
.csv). Results are dataclasses; those that the command line prints are their JSON objects too.
"""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from seedlite.compress import Conversion, Inspection, Verdict, check, convert
from seedlite.compress import inspect as _inspect
from seedlite.data import Data, Samples, Training
from seedlite.errors import (
    AccuracyError,
    BadInputError,
    DataWarning,
    DeviceError,
    DoesNotFitError,
    SeedliteError,
    ToolMissingError,
    UnsupportedError,
    UsageError,
    naming,
)
from seedlite.execution import HERE, Evaluation, Inference, Runner, infer_samples
from seedlite.execution import evaluate as _evaluate
from seedlite.files import read_file
from seedlite.interpreters import Runtime
from seedlite.prepare import expand as _expand
from seedlite.progress import Progress
from seedlite.study import Sweep, sweep

if TYPE_CHECKING:
    from seedlite.boards import Benchmark, Build

__version__ = importlib.metadata.version("seedlite")

ModelFile = str | os.PathLike[str] | bytes


def evaluate(
    model: ModelFile,
    data: Data,
    *,
    metric: str | None = None,
    on: str | Runner = "host",
    port: str | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """What a `.tflite`, centralized or stock int8, is worth on samples with labels or wanted
    values.

    metric: accuracy, binary-accuracy, auc, mse, mae or snr; by default the one that fits.
    on: 'host' (seedlite's runtime on this machine), 'litert', or a board, by its name or folder:
        emulated or, with `port`, the device of its serial line, the board itself.
    limit: only the first samples are used.
    Raises BadInputError for a model or data that do not fit, UsageError, DeviceError,
    ToolMissingError.
    """
    with _opened(model) as file:
        place = _place(on, port)
        found = _evaluate(file, data, metric=metric, on=place, limit=limit, progress=progress)
    return replace(found, on=on) if isinstance(on, str) else found


def run(
    model: ModelFile,
    x: Samples | str | os.PathLike[str],
    *,
    on: str | Runner = "host",
    port: str | None = None,
    progress: Progress | None = None,
) -> Inference:
    """Infers samples x, [n, ...input shape], with a `.tflite` that has one input and one output.
    Arrays of the input's own type, int8 or uint8, are its own values, all others real values.
    `on`, `port`, errors: as of `evaluate`."""
    with _opened(model) as file:
        return infer_samples(file, x, _place(on, port), progress)


def expand(model: ModelFile) -> bytes:
    """The stock int8 `.tflite` that a centralized one stands for: its weights and ports written
    back. A stock model comes back as it was. Raises BadInputError for a damaged file."""
    with _opened(model) as file:
        return _expand(file)


def inspect(model: ModelFile, source: str | None = None) -> Inspection:
    """What a `.tflite` holds, layer by layer; `source` names it in messages. Raises BadInputError
    for a damaged file."""
    with _opened(model) as file:
        return _inspect(
            file, source or (str(model) if isinstance(model, str | os.PathLike) else "model")
        )


def build(
    model: ModelFile, board: str, out: str | os.PathLike[str], *, force: bool = False
) -> Build:
    """Writes a board's firmware with the model as constants, and the generated C, into the folder
    `out`, which is made if need be; `force`: over what is there. board: a name or a folder. Raises
    DoesNotFitError, BadInputError, UsageError, ToolMissingError."""
    from seedlite.boards import build

    with _opened(model) as file:
        return build(file, board, Path(out), _name(model), force)


def bench(model: ModelFile, board: str = "mps2-an386", *, wait_states: int = 0) -> Benchmark:
    """Instructions and bytes of one inference on an emulated board, by its name or folder. Cycles
    are estimated of flash that waits `wait_states` more cycles for a line. Raises BadInputError,
    UsageError, DeviceError, ToolMissingError."""
    from seedlite.boards import bench

    with _opened(model) as file:
        return bench(file, board, wait_states)


def export(
    models: ModelFile | Sequence[ModelFile],
    out: str | os.PathLike[str],
    *,
    format: str = "c",
    names: Sequence[str] | None = None,
    share_arena: bool = False,
    force: bool = False,
) -> list[str]:
    """Writes models as one C library into the folder `out`, which must not exist (`force`: is
    replaced), and returns its files, relative to it.

    format: c, cmake, arduino, platformio or zephyr.
    names: what each model's files and functions are called after; by default its file.
    share_arena: one arena for all; outputs are then read before another model runs.
    Raises UsageError, BadInputError.
    """
    from seedlite.boards import export, read_network

    every = [models] if isinstance(models, str | os.PathLike | bytes) else list(models)
    if names is not None and len(names) != len(every):
        raise UsageError(f"{len(names)} `name` for {len(every)} files; give one for each, in order")
    networks = []
    for number, model in enumerate(every):
        with _opened(model) as file:
            own = None if names is None else names[number]
            networks.append(read_network(file, _name(model), own))
    return export(networks, format, Path(out), share_arena, force)


@contextmanager
def _opened(model: ModelFile) -> Iterator[bytes]:
    """The model's bytes; errors are about its file, if it has one."""
    if isinstance(model, str | os.PathLike):
        with naming(Path(model)):
            yield read_file(Path(model))
    elif isinstance(model, bytes | bytearray | memoryview):
        yield bytes(model)
    else:
        raise UsageError(
            f"a {type(model).__name__} is no model; give a path or the bytes of a .tflite"
        )


def _name(model: ModelFile) -> str:
    return Path(model).name if isinstance(model, str | os.PathLike) else "model"


def _place(on: str | Runner, port: str | None) -> str | Runner:
    """Boards are imported only where one is meant."""
    if port is None and (callable(on) or on in HERE):
        return on
    from seedlite.boards import on_board

    if callable(on):
        raise UsageError("`port` goes with the name of a board, not with a runner")
    return on_board(on, port)
