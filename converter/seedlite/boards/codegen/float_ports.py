"""Float32 inputs and outputs that generated code converts at the border."""

from collections.abc import Sequence
from dataclasses import dataclass

from seedlite.format.constants import HEAD_LOG_SOFTMAX, HEAD_SOFTMAX
from seedlite.model import Borders, InputBorder, OutputBorder

SOFTMAXES = {HEAD_SOFTMAX: "softmax", HEAD_LOG_SOFTMAX: "log_softmax"}


@dataclass(frozen=True)
class FloatInput:
    """`number` among the network's inputs, empty if it is the only one. `ports`: the device inputs
    that the values are quantized for."""

    name: str
    number: str
    ports: Sequence[int]


@dataclass(frozen=True)
class FloatOutput:
    """`number` among the network's outputs, empty if it is the only one. `port`: the device output
    that is dequantized. `softmax`: 'softmax' or 'log_softmax' over rows of `depth` values, or
    empty."""

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
