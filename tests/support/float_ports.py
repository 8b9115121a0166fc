"""A network with float32 ports, for tests of generated code."""

from pathlib import Path

import numpy as np

from seedlite.boards.library import Network, export, read_network
from seedlite.format import constants as c
from seedlite.interpreters.tflm import TFLM
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.pack import pack
from tests.support import ops
from tests.support.ops import Int8

DEQUANTIZE_VERSION = 2
SHAPE = (1, 3, 8)
SIZE = 24
BETA = 1.25
SOFTMAXES = {"": None, "softmax": c.OP_SOFTMAX, "log_softmax": c.OP_LOG_SOFTMAX}


def int8_part() -> Model:
    """A sum of two inputs with different scales."""
    a, b = Int8(SHAPE, 0.02, -7), Int8(SHAPE, 0.05, 60)
    return ops.add(a, b, (0.06, 3))


def with_float_ports(softmax: str) -> Model:
    """The sum with one float32 input for both operands, and a float32 output."""
    model = int8_part()
    model.tensors += [
        Tensor(SHAPE, c.TYPE_FLOAT32, name="x */ y") for _ in range(3 if softmax else 2)
    ]
    quantize = [Operator(c.OP_QUANTIZE, [3], [index]) for index in model.inputs]
    behind = [Operator(c.OP_DEQUANTIZE, [2], [4], {}, DEQUANTIZE_VERSION)]
    if softmax:
        options = {"beta": BETA} if softmax == "softmax" else {}
        behind.append(Operator(SOFTMAXES[softmax], [4], [5], options))
    operators = [*quantize, *model.operators, *behind]
    return Model(model.tensors, operators, [3], [len(model.tensors) - 1])


def float_network(softmax: str) -> Network:
    return read_network(pack(with_float_ports(softmax)), "net.tflite")


def export_floats(out: Path, softmax: str) -> Path:
    export([float_network(softmax)], "c", out)
    return out / "src"


def some_floats() -> np.ndarray:
    """Returns values for the input, some at limits and ties."""
    x = np.random.default_rng(0).normal(0, 2, SIZE).astype(np.float32)
    x[:6] = [0.03, -0.01, 0.0, -0.0, 6.35, 1e-42]
    return x


def expected_floats(softmax: str, x: np.ndarray) -> np.ndarray:
    """Returns TFLM's output."""
    return TFLM(pack(with_float_ports(softmax))).invoke([x])[0]
