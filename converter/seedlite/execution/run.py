"""Runs inferences with seedlite's runtime or LiteRT on this machine, or by a runner elsewhere."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from seedlite.codec import is_centralized
from seedlite.data import (
    ONLY,
    DataPath,
    Samples,
    describe_samples,
    in_order,
    join_sequences,
    plain,
    ports,
    quantized_samples,
    range_warnings,
    read_array,
    sequence_warnings,
    split_sequences,
    warn,
)
from seedlite.errors import BadInputError, DeviceError, UsageError
from seedlite.execution.inference import infer
from seedlite.format.constants import PORTS_NAME
from seedlite.interpreters import LiteRT, Runtime
from seedlite.model import DTYPES, InputBorder, Model, as_rows, borders_of, has_state, pack, parse
from seedlite.prepare import Deployable, deploy, with_intermediates
from seedlite.progress import Progress
from seedlite.reports import Report


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerRun(Report):
    """An operator on a board against the same one here, over all inferences. `bytes`: of its
    outputs; `different`: of these. `microseconds`: mean; None if the board tells none."""

    name: str
    bytes: int
    different: int
    microseconds: float | None = None


@dataclass
class DeviceRun:
    """The result of device inputs: `outputs`, bytes [n, output bytes], and as in Run."""

    outputs: np.ndarray
    instructions: int | None = None
    microseconds: list[int] = field(default_factory=list)
    layers: list[LayerRun] = field(default_factory=list)


HERE = ("host", "litert")  # where nothing else is needed

# (file for the runtime, int8 rows [n, bytes of all inputs], progress) -> result from elsewhere;
# rows and outputs of a model with a state are [sequences, steps, bytes]
Runner = Callable[[bytes, np.ndarray, Progress | None], DeviceRun]


@dataclass
class Run:
    """`outputs`: in the model's output shape and type, or several along the first axis.
    `instructions`: of one inference; None if not counted. `microseconds`: of each inference by the
    board's clock, `layers`: compared with those here; empty where there are none."""

    outputs: np.ndarray
    instructions: int | None
    microseconds: list[int] = field(default_factory=list)
    layers: list[LayerRun] = field(default_factory=list)


@dataclass(frozen=True)
class Inference:
    """outputs: [n, ...output shape without its batch], of the output's own type: int8, uint8 or
    float32; of a model with a state [sequences, steps, ...], or [steps, ...] if x is one sequence.
    real: the outputs as real values, float32 of the same shape.
    instructions: of one inference; None where nobody counts.
    input: what x was taken for.
    warnings: what is odd about it.
    """

    outputs: np.ndarray
    real: np.ndarray
    instructions: int | None
    input: str
    warnings: list[str]


def infer_samples(
    file: bytes,
    x: Samples | DataPath,
    on: str | Runner = "host",
    progress: Progress | None = None,
) -> Inference:
    """Infers samples of a model with one input and one output: arrays of the input's own type are
    its own values, all others real values. Those of a model with a state are sequences, [sequences,
    steps, ...input shape], or one, [steps, ...]: the state is reset before each. `on`, errors: as
    of `run`."""
    ready = deploy(file)
    model = ready.model
    check_ports(model)
    place = str(x) if isinstance(x, str | os.PathLike) else "x"
    samples = read_array(x, ONLY) if isinstance(x, str | os.PathLike) else plain(x)
    rows = _flat(model, quantized_samples(model, samples, place))
    (given,) = in_order(samples, ports(model), place)
    odd = sequence_warnings(model, given, place) + range_warnings(given, model, place)
    warn(odd)
    made = outside(model, run_rows(ready, rows, on, progress))
    shape = borders_of(model).inputs[0].shape[1:]
    single = has_state(model) and np.ndim(given) == 1 + len(shape)  # one sequence
    outputs = made.outputs[0] if single else made.outputs
    real = borders_of(model).outputs[0].real_values(outputs)
    return Inference(outputs, real, made.instructions, describe_samples(given, model), odd)


def run(
    file: bytes,
    inputs: np.ndarray,
    on: str | Runner = "host",
    progress: Progress | None = None,
) -> Run:
    """Infers `inputs`, of the model's shape or [n, *shape without its batch of 1]; of a model with
    a state [sequences, steps, *shape without its batch], or one sequence.

    inputs: of the input's type, int8, uint8 or float32; a float32 input accepts all numbers, and
        takes int8 as quantized values. Outputs have the output's type.
    on: 'host' (seedlite's runtime here), 'litert' (LiteRT with seedlite's delegate) or a runner
        (on_board).
    Raises BadInputError for a model or inputs that do not fit, UsageError, ToolMissingError, and
    the errors of the runner.
    """
    ready = deploy(file)
    check_ports(ready.model)
    border = borders_of(ready.model).inputs[0]
    flat, axes = split_sequences(ready.model, inputs, border.shape[1:], "the input")
    rows = join_sequences(_rows(border, flat), axes)
    made = outside(ready.model, run_rows(ready, rows, on, progress))
    single = axes is not None and inputs.ndim == len(border.shape)
    return replace(made, outputs=made.outputs[0]) if single else made


def check_ports(model: Model) -> None:
    """Raises BadInputError unless there is one input and one output."""
    borders = borders_of(model)
    if len(borders.inputs) != 1 or len(borders.outputs) != 1:
        raise BadInputError(
            "run takes models with one input and one output; `bench` and `export` take any, and "
            "seedlite.Runtime in Python"
        )


def outside(model: Model, inside: Run) -> Run:
    """Converts the device's output to the model's only output."""
    output = borders_of(model).outputs[0]
    axes = inside.outputs.shape[:-1]
    values = output.values(inside.outputs.reshape(-1, inside.outputs.shape[-1]))
    shape = *axes[:-1], axes[-1] * output.shape[0], *output.shape[1:]
    return Run(values.reshape(shape), inside.instructions)


def _flat(model: Model, samples: np.ndarray) -> np.ndarray:
    """Returns samples for the device as rows of bytes, [n, bytes] or [sequences, steps, bytes]."""
    axes = samples.shape[:2] if has_state(model) else samples.shape[:1]
    return as_rows([samples.reshape(-1, *samples.shape[len(axes) :])]).reshape(*axes, -1)


def run_rows(
    ready: Deployable,
    rows: np.ndarray,
    on: str | Runner = "host",
    progress: Progress | None = None,
) -> Run:
    """Runs the device's inputs, int8 [n, bytes of all inputs], to its only output, int8 or uint8
    [n, elements]; those of a model with a state are [sequences, steps, ...]. `on` as in `run`."""
    model = ready.model
    inputs, output = [model.tensors[t] for t in model.inputs], model.tensors[model.outputs[0]]
    if callable(on):
        made = on(ready.file, rows, progress)
    elif on == "host":
        made = DeviceRun(infer(lambda: Runtime(ready.file), rows, inputs, progress))
    elif on == "litert":
        file = _for_litert(ready)
        made = DeviceRun(infer(lambda: LiteRT(file), rows, inputs, progress))
    else:
        raise UsageError(f"'{on}' is neither host nor litert")
    given = made.outputs.shape[-1] * made.outputs.itemsize
    if given != output.bytes:
        raise DeviceError(
            f"the board's model gives {given} bytes, this one {output.bytes}; "
            "build and flash this model first"
        )
    outputs = made.outputs.view(DTYPES[output.type])
    return Run(outputs, made.instructions, made.microseconds, made.layers)


def _for_litert(ready: Deployable) -> bytes:
    """Returns the model with the device's ports, for LiteRT with the delegate."""
    if PORTS_NAME not in ready.model.metadata and not is_centralized(ready.model):
        return ready.given
    return pack(with_intermediates(parse(ready.file)))


def _rows(border: InputBorder, inputs: np.ndarray) -> np.ndarray:
    """Converts inputs to those of the device."""
    shape = border.shape
    if inputs.size == 0 or (not border.is_float and not border.owns(inputs)):
        raise BadInputError(
            f"the input is {inputs.dtype} with {inputs.size} values; give {border.dtype}"
        )
    if inputs.shape != shape and inputs.shape[1:] != shape[1:]:
        raise BadInputError(
            f"the input has shape {list(inputs.shape)}; the model takes {list(shape)}, or several "
            "along the first axis"
        )
    return as_rows(border.device_values(inputs.reshape(-1, border.count)))
