"""Inferences on this machine, with seedlite's runtime or LiteRT, or on a board."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite._constants import PORTS_NAME
from seedlite.borders import InputBorder, as_rows, borders_of
from seedlite.codegen import read_program
from seedlite.deploy import deployable, ready_model
from seedlite.errors import BadInputError, DeviceError
from seedlite.expansion import expand, expanded
from seedlite.firmware.boards import check_emulated, find_board
from seedlite.firmware.build import build_firmware
from seedlite.firmware.qemu import run_on_qemu
from seedlite.inference import Progress, infer
from seedlite.link import infer_on_port
from seedlite.runtime import LiteRT, Runtime
from seedlite.tflite import Model, pack, parse
from seedlite.tflite.model import DTYPES


@dataclass
class Run:
    """`outputs`: of the model's output shape and type, several along the first axis if several
    inputs were given. `instructions`: of one inference; None where nobody counts."""

    outputs: np.ndarray
    instructions: int | None


def run(
    file: bytes,
    inputs: np.ndarray,
    on: str = "host",
    progress: Progress | None = None,
    port: str | None = None,
) -> Run:
    """Infers `inputs`, of the model's shape or [n, *shape without its batch of 1]: of the input's
    own type, int8, uint8 or float32; for a float32 input any numbers, of which int8 ones are what
    it is quantized to. Outputs have the output's own type. `on` is 'host' (seedlite's runtime
    here), 'litert' (the model expanded in memory) or a board's name: in QEMU, or on the serial line
    `port` with the firmware that `build` made of this file.

    Raises BadInputError for a model or inputs that do not fit, DeviceError, ToolMissingError.
    """
    model = ready_model(file)
    check_ports(model)
    rows = _rows(borders_of(model).inputs[0], inputs)
    return outside(model, run_rows(file, rows, on, progress, port))


def check_ports(model: Model) -> None:
    """Raises BadInputError unless there is one input and one output."""
    borders = borders_of(model)
    if len(borders.inputs) != 1 or len(borders.outputs) != 1:
        raise BadInputError("run takes models with one input and one output")


def outside(model: Model, inside: Run) -> Run:
    """What the model's only output is, of what the device gave."""
    output = borders_of(model).outputs[0]
    values = output.values(inside.outputs)
    shape = len(values) * output.shape[0], *output.shape[1:]
    return Run(values.reshape(shape), inside.instructions)


def run_rows(
    file: bytes,
    rows: np.ndarray,
    on: str = "host",
    progress: Progress | None = None,
    port: str | None = None,
) -> Run:
    """As `run`, on what the device takes, int8 bytes [n, those of all inputs], to what it gives,
    int8 or uint8 [n, elements of its only output]."""
    ready = deployable(file)
    model = parse(ready)
    inputs, output = [model.tensors[t] for t in model.inputs], model.tensors[model.outputs[0]]
    instructions = None
    if port is not None:
        outputs = _run_on_port(port, rows, on, output.count, progress)
    elif on == "host":
        outputs = infer(lambda: Runtime(ready), rows, inputs, progress)
    elif on == "litert":
        stock = _stock(file)
        outputs = infer(lambda: LiteRT(stock), rows, inputs, progress)
    else:
        outputs, instructions = _run_emulated(ready, rows, on)
    return Run(outputs.view(DTYPES[output.type]), instructions)


def _stock(file: bytes) -> bytes:
    """The model expanded, with the device's ports."""
    model = ready_model(file)
    if PORTS_NAME not in model.metadata:
        return expand(file)
    model = expanded(file, model)
    model.metadata = {}
    return pack(model)


def _run_on_port(
    port: str, rows: np.ndarray, on: str, size_out: int, progress: Progress | None
) -> np.ndarray:
    find_board(on)
    outputs = infer_on_port(port, rows, progress)
    if outputs.shape[1] != size_out:
        raise DeviceError(
            f"{port}: the board's model gives {outputs.shape[1]} bytes, this one {size_out}; "
            "build and flash this model first"
        )
    return outputs


def _rows(border: InputBorder, inputs: np.ndarray) -> np.ndarray:
    """The inputs as the device takes them."""
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


def _run_emulated(file: bytes, rows: np.ndarray, board: str) -> tuple[np.ndarray, int | None]:
    found = find_board(board)
    check_emulated(found)
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        firmware = build_firmware(read_program(file), found, Path(folder))
        result = run_on_qemu(firmware, rows)
    return result.outputs, result.instructions[0]
