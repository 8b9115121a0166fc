"""Inferences on this machine, with seedlite's runtime or LiteRT, or on a board."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedlite.codegen import read_program
from seedlite.deploy import deployable
from seedlite.errors import BadInputError, DeviceError
from seedlite.expansion import expand
from seedlite.firmware.boards import check_emulated, find_board
from seedlite.firmware.build import build_firmware
from seedlite.firmware.qemu import run_on_qemu
from seedlite.inference import Progress, infer
from seedlite.link import infer_on_port
from seedlite.reading import read_model
from seedlite.runtime import LiteRT, Runtime


@dataclass
class Run:
    """`outputs`: int8, of the model's output shape, several along the first axis if several inputs
    were given. `instructions`: of one inference; None where nobody counts."""

    outputs: np.ndarray
    instructions: int | None


def run(
    file: bytes,
    inputs: np.ndarray,
    on: str = "host",
    progress: Progress | None = None,
    port: str | None = None,
) -> Run:
    """Infers int8 `inputs`, of the model's shape or [n, *shape without its batch of 1]. `on` is
    'host' (seedlite's runtime here), 'litert' (the model expanded in memory) or a board's name:
    in QEMU, or on the serial line `port` with the firmware that `build` made of this file.

    Raises BadInputError for a model or inputs that do not fit, DeviceError, ToolMissingError.
    """
    model = read_model(file)
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise BadInputError("run takes models with one input and one output")
    shape = model.tensors[model.inputs[0]].shape
    rows = _rows(inputs, shape)
    instructions = None
    size_out = model.tensors[model.outputs[0]].count
    if port is not None:
        outputs = _run_on_port(port, rows, on, size_out, progress)
    elif on == "host":
        ready = deployable(file)
        outputs = infer(lambda: Runtime(ready), rows, progress)
    elif on == "litert":
        stock = expand(file)
        outputs = infer(lambda: LiteRT(stock), rows, progress)
    else:
        outputs, instructions = _run_emulated(deployable(file), rows, on)
    shape_out = model.tensors[model.outputs[0]].shape
    return Run(outputs.reshape(len(rows) * shape_out[0], *shape_out[1:]), instructions)


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


def _rows(inputs: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The inputs as [n, bytes]."""
    if inputs.dtype != np.int8 or inputs.size == 0:
        raise BadInputError(f"the input is {inputs.dtype} with {inputs.size} values; give int8")
    if inputs.shape != shape and inputs.shape[1:] != shape[1:]:
        raise BadInputError(
            f"the input has shape {list(inputs.shape)}; the model takes {list(shape)}, or several "
            "along the first axis"
        )
    return np.ascontiguousarray(inputs).reshape(-1, int(np.prod(shape)))


def _run_emulated(file: bytes, rows: np.ndarray, board: str) -> tuple[np.ndarray, int | None]:
    found = find_board(board)
    check_emulated(found)
    with tempfile.TemporaryDirectory(prefix="seedlite-") as folder:
        firmware = build_firmware(read_program(file), found, Path(folder))
        result = run_on_qemu(firmware, rows)
    return result.outputs, result.instructions[0]
