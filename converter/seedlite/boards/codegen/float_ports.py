"""The float32 inputs and outputs of a network whose device computes with integers: what generated
code converts at its border."""

from collections.abc import Sequence
from dataclasses import dataclass

from seedlite.format.constants import HEAD_LOG_SOFTMAX, HEAD_SOFTMAX
from seedlite.model import Borders, InputBorder, OutputBorder

SOFTMAXES = {HEAD_SOFTMAX: "softmax", HEAD_LOG_SOFTMAX: "log_softmax"}


@dataclass(frozen=True)
class FloatInput:
    """`number`: among the network's inputs, empty where it has only one. `ports`: numbers of the
    device's inputs that the values are quantized for."""

    name: str
    number: str
    ports: Sequence[int]


@dataclass(frozen=True)
class FloatOutput:
    """`number`: likewise. `port`: number of the device's output that is dequantized. `softmax`:
    'softmax' or 'log_softmax' of rows of `depth` values comes behind, or nothing."""

    name: str
    number: str
    port: int
    softmax: str
    depth: int
    beta: float  # of 'softmax'


def float_inputs(borders: Borders) -> list[FloatInput]:
    result, port = [], 0
    for number, border in enumerate(borders.inputs):
        ports = range(port, port + len(border.tensors))
        port = ports.stop
        if border.is_float:
            result.append(FloatInput(border.name, _number(number, borders.inputs), ports))
    return result


def float_outputs(borders: Borders) -> list[FloatOutput]:
    return [
        FloatOutput(
            border.name,
            _number(number, borders.outputs),
            border.device,
            SOFTMAXES.get(border.head, ""),
            border.shape[-1] if border.shape else 1,
            border.beta,
        )
        for number, border in enumerate(borders.outputs)
        if border.is_float
    ]


def _number(number: int, ports: Sequence[InputBorder | OutputBorder]) -> str:
    return str(number) if len(ports) > 1 else ""
