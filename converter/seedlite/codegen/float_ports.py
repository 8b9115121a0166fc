"""The float32 inputs and outputs of a network whose device computes with integers: what generated
code converts at its border."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FloatInput:
    """`number`: among the network's inputs, empty where it has only one. `ports`: numbers of the
    device's inputs that the values are quantized for."""

    name: str
    number: str
    ports: tuple[int, ...]


@dataclass(frozen=True)
class FloatOutput:
    """`number`: likewise. `port`: number of the device's output that is dequantized. `softmax`:
    'softmax' or 'log_softmax' of rows of `depth` values comes behind, or nothing."""

    name: str
    number: str
    port: int
    softmax: str = ""
    depth: int = 1
    beta: float = 1.0  # of 'softmax'
