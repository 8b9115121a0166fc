"""The public functions.

All accept models as the path of a file, as its bytes, or (`convert`, `check`, `sweep`) as a Keras
model in memory. All accept samples as arrays (x, y), a mapping of arrays, or a file's path (.npz,
.npy, .csv). Results are dataclasses; those that the command line prints are also their JSON
objects.
"""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from seedlite import litert
from seedlite.compress import (
    Conversion,
    Inspection,
    ModelSource,
    Quantized,
    Verdict,
    check,
    convert,
)
from seedlite.compress import inspect as _inspect
from seedlite.compress import quantize as _quantize
from seedlite.data import Data, DataPath, LabelledData, Samples, Training
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
from seedlite.files import check_writable, read_file, write_together
from seedlite.front_end import log_mel, quantize_log_mel
from seedlite.interpreters import Runtime as _Runtime
from seedlite.prepare import deployable
from seedlite.prepare import expand as _expand
from seedlite.progress import Progress
from seedlite.samples import sample_files
from seedlite.study import Sweep, sweep

if TYPE_CHECKING:
    from seedlite.boards import Benchmark, Board, Build, Check, FileComparison, Flashed
    from seedlite.study import Augmentation, Sensitivity

__version__ = importlib.metadata.version("seedlite")

ModelFile = str | os.PathLike[str] | bytes


class Runtime(_Runtime):
    """A `.tflite`, centralized, portable or stock int8, in the C runtime.

    `runtime(x)` runs it on one input, or on several as [n, ...], and returns [n, output elements]
    in the types of the model's ports: int8, uint8 or float32 (see inspect). A float32 input also
    accepts int8 arrays, its quantized values. A model with several inputs takes a list of arrays
    and returns a list. `invoke` uses the device's types. Raises BadInputError. Not thread-safe: use
    one Runtime per thread.
    """

    def __init__(self, model: ModelFile):
        with _opened(model) as file:
            super().__init__(deployable(file))


def evaluate(
    model: ModelFile,
    data: Data,
    *,
    metric: str | None = None,
    on: str | Runner = "host",
    port: str | None = None,
    by_layer: bool = False,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Measures a `.tflite`, centralized or stock int8, on samples with labels or reference values.

    metric: accuracy, binary-accuracy, auc, mse, mae or snr; default: the one that fits.
    on: 'host' (seedlite's runtime on this machine), 'litert', or a board, by name or folder:
        emulated or, with `port`, the board itself on that serial line. A board's outputs are
        compared with the host's (`validation`).
    by_layer: whether every layer's outputs are compared, too; needs `port`.
    limit: number of samples used.
    Raises BadInputError for a model or data that do not fit, UsageError, DeviceError,
    ToolMissingError.
    """
    labelled = LabelledData.of(data)
    with _opened(model) as file:
        place = _place(on, port, by_layer)
        found = _evaluate(file, labelled, metric=metric, on=place, limit=limit, progress=progress)
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
    Arrays of the input's own type, int8 or uint8, are quantized values, all others real values.
    `on`, `port`, errors: see `evaluate`."""
    with _opened(model) as file:
        return infer_samples(file, x, _place(on, port), progress)


def expand(model: ModelFile) -> bytes:
    """Returns the stock int8 `.tflite` of a centralized one, with its weights and ports restored; a
    stock model unchanged. Raises BadInputError for a damaged file."""
    with _opened(model) as file:
        return _expand(file)


def inspect(model: ModelFile, source: str | None = None) -> Inspection:
    """Returns the content of a `.tflite`, layer by layer; `source` names it in messages. Raises
    BadInputError for a damaged file."""
    with _opened(model) as file:
        return _inspect(
            file, source or (str(model) if isinstance(model, str | os.PathLike) else "model")
        )


def build(
    model: ModelFile, board: str, out: str | os.PathLike[str], *, force: bool = False
) -> Build:
    """Writes a board's firmware with the model as constants, and the generated C, into the folder
    `out`, created if missing; `force` overwrites. board: a name or a folder. Raises
    DoesNotFitError, BadInputError, UsageError, ToolMissingError."""
    from seedlite.boards import build

    with _opened(model) as file:
        return build(file, board, Path(out), _name(model), force)


def bench(model: ModelFile, board: str = "mps2-an386", *, wait_states: int = 0) -> Benchmark:
    """Measures instructions and bytes of one inference on an emulated board, given by name or
    folder. Cycles are an estimate, for flash with `wait_states` additional cycles per line. Raises
    BadInputError, UsageError, DeviceError, ToolMissingError."""
    from seedlite.boards import bench

    with _opened(model) as file:
        return bench(file, board, wait_states)


def compare(
    models: Sequence[ModelFile],
    data: Data | None = None,
    *,
    metric: str | None = None,
    board: str = "mps2-an386",
    clock_mhz: float = 100.0,
    wait_states: int = 0,
    limit: int | None = None,
    progress: Progress | None = None,
) -> FileComparison:
    """Puts `.tflite` files side by side: bytes, `metric` on `data`, and what an inference costs on
    an emulated board, as `bench` measures it; `board` 'host' leaves the cost out. Milliseconds are
    the estimated cycles at `clock_mhz`. Raises BadInputError, UsageError, DeviceError,
    ToolMissingError."""
    from seedlite.boards import compare

    every = [models] if isinstance(models, str | os.PathLike | bytes) else list(models)
    files = []
    for number, model in enumerate(every):
        with _opened(model) as file:
            name = os.fspath(model) if isinstance(model, str | os.PathLike) else f"model {number}"
            files.append((name, file))
    return compare(
        files,
        data,
        metric=metric,
        board=board,
        clock_mhz=clock_mhz,
        wait_states=wait_states,
        limit=limit,
        progress=progress,
    )


def export(
    models: ModelFile | Sequence[ModelFile],
    out: str | os.PathLike[str],
    *,
    format: str = "c",
    names: Sequence[str] | None = None,
    share_arena: bool = False,
    front_end: bool = False,
    force: bool = False,
    runtime: bool = True,
) -> list[str]:
    """Writes models as one C library into the folder `out`, which must not exist (`force`: is
    replaced), and returns its files, relative to it.

    format: c, cmake, arduino, platformio or zephyr.
    names: prefixes of each model's files and functions; default: from its file name.
    share_arena: one arena for all; read outputs before another model runs.
    front_end: also what makes features of sound, seedlite_log_mel.h.
    runtime: False for firmware that has the runtime from a package of its own (docs/packages.md).
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
    return export(networks, format, Path(out), share_arena, front_end, force, runtime)


def quantize(
    model: ModelSource,
    calibration: Samples | DataPath,
    *,
    progress: Progress | None = None,
) -> Quantized:
    """Returns the stock int8 `.tflite` of a Keras model or a float32 `.tflite`: the baseline of
    comparisons. calibration: samples of the inputs, as of `convert`. Raises UsageError for a model
    that is int8 already, BadInputError, UnsupportedError, ToolMissingError."""
    return _quantize(model, calibration, progress)


def augment(
    model: ModelSource,
    data: Data,
    kind: str,
    strengths: Sequence[float],
    *,
    layers: str | None = None,
    together: bool = False,
    seeds: int = 3,
    calibration: Samples | DataPath | None = None,
    limit: int | None = None,
    metric: str | None = None,
    progress: Progress | None = None,
) -> Augmentation:
    """Disturbs a model's weights, layer by layer, and measures what is left. kind: add, multiply or
    bitflip, with each of the `strengths`. Raises UsageError, BadInputError."""
    from seedlite.study import Disturbance, StudiedNetwork, augment

    ways = [Disturbance(kind, strength) for strength in strengths]
    network = StudiedNetwork.load(model, data, calibration, limit, metric)
    return augment(network, ways, layers=layers, together=together, seeds=seeds, progress=progress)


def sensitivity(
    model: ModelSource,
    data: Data,
    *,
    layers: str | None = None,
    seeds: int = 3,
    calibration: Samples | DataPath | None = None,
    limit: int | None = None,
    metric: str | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Measures which layers are sensitive: each is disturbed alone, in three ways. Raises
    UsageError, BadInputError."""
    from seedlite.study import StudiedNetwork, measure_sensitivity

    network = StudiedNetwork.load(model, data, calibration, limit, metric)
    return measure_sensitivity(network, layers=layers, seeds=seeds, progress=progress)


def report(
    results: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    original: str | os.PathLike[str] | None = None,
    max_drop: float = 1.0,
    title: str = "Accuracy against memory",
    force: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Writes one page of tables and figures of what `sweep`, `sensitivity` and `augment` wrote, and
    returns all paths, the page first. original: figures of another report to stand beside. Raises
    BadInputError, UsageError, ToolMissingError."""
    from seedlite.study import write_report

    return write_report(
        [Path(path) for path in results],
        Path(out),
        original=None if original is None else Path(original),
        max_drop=max_drop,
        title=title,
        force=force,
        progress=progress,
    )


def flash(
    firmware: str | os.PathLike[str],
    board: str,
    *,
    tool: str | None = None,
    probe: str | None = None,
    server: str | None = None,
) -> Flashed:
    """Programs a board with what `build` wrote, and verifies. Raises UsageError, DeviceError,
    ToolMissingError."""
    from seedlite.boards import find_board, flash

    return flash(Path(firmware), find_board(board), tool, probe, server)


def doctor() -> list[Check]:
    """Returns what is installed, and how to get what is missing."""
    from seedlite.boards import run_checks

    return run_checks()


def list_boards() -> list[Board]:
    """Returns the boards that firmware can be built for."""
    from seedlite.boards import list_boards

    return list_boards()


def sample(name: str, out: str | os.PathLike[str] = ".", *, force: bool = False) -> list[str]:
    """Writes a trained model and data to begin with into the folder `out`, created if missing, and
    returns the paths. name: digits. Raises UsageError, ToolMissingError, BadInputError."""
    files = {Path(out) / file: content for file, content in sample_files(name).items()}
    for path in files:
        check_writable(path, force)
    write_together(files)
    return [str(path) for path in files]


@contextmanager
def _opened(model: ModelFile) -> Iterator[bytes]:
    """Yields the model's bytes; errors name its file, if there is one."""
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


def _place(on: str | Runner, port: str | None, by_layer: bool = False) -> str | Runner:
    """Returns the place or runner; imports boards only if needed."""
    if by_layer and port is None:
        raise UsageError("`by_layer` asks a board on a serial line: give `on` BOARD and its `port`")
    if port is None and (callable(on) or on in HERE):
        return on
    from seedlite.boards import on_board

    if callable(on):
        raise UsageError("`port` goes with the name of a board, not with a runner")
    return on_board(on, port, by_layer)
