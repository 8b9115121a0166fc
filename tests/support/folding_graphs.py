"""Builds graphs operator by operator, and models with operators that conversion folds."""

from collections.abc import Callable, Sequence

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.names import operator_code
from seedlite.model.pack import pack
from tests.support.builders import quantization

SCALE, ZERO_POINT = 0.05, 3
OUTPUTS = 5


class Graph:
    """A graph under construction. Tensors are their numbers."""

    def __init__(self) -> None:
        self.tensors: list[Tensor] = []
        self.operators: list[Operator] = []
        self.inputs: list[int] = []
        self.rng = np.random.default_rng(0)

    def add(self, tensor: Tensor) -> int:
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def int8(self, *shape: int, scale: float = SCALE, name: str = "") -> int:
        return self.add(Tensor(shape, c.TYPE_INT8, None, quantization(scale, ZERO_POINT), name))

    def input(self, *shape: int) -> int:
        self.inputs.append(self.int8(*shape, name=f"in{len(self.inputs)}"))
        return self.inputs[-1]

    def noise(self, *shape: int) -> int:
        """Adds an int8 constant."""
        values = self.rng.integers(-128, 128, shape).astype(np.int8)
        scale = quantization(SCALE, ZERO_POINT)
        return self.add(Tensor(shape, c.TYPE_INT8, values.tobytes(), scale))

    def integers(self, values: Sequence[int] | int) -> int:
        array = np.array(values, "<i4")
        return self.add(Tensor(array.shape, c.TYPE_INT32, array.tobytes()))

    def int32(self, *shape: int) -> int:
        return self.add(Tensor(shape, c.TYPE_INT32))

    def do(self, name: str, inputs: list[int], output: int, **options: int) -> int:
        """Adds an operator and returns `output`."""
        self.operators.append(Operator(operator_code(name), inputs, [output], dict(options)))
        return output

    def dense(self, source: int) -> int:
        """Adds a layer with OUTPUTS outputs after values [1, n]."""
        inputs = self.tensors[source].shape[1]
        values = self.rng.integers(-127, 128, (OUTPUTS, inputs)).astype(np.int8)
        weights = Tensor((OUTPUTS, inputs), c.TYPE_INT8, values.tobytes(), quantization(0.01))
        output = self.int8(1, OUTPUTS, scale=0.5, name="out")
        return self.do("FULLY_CONNECTED", [source, self.add(weights), -1], output)

    def model(self, *outputs: int) -> Model:
        return Model(self.tensors, self.operators, self.inputs, list(outputs))

    def file(self, *outputs: int) -> bytes:
        return pack(self.model(*outputs))


def shape_arithmetic() -> bytes:
    """Keras's Flatten with an open batch."""
    g = Graph()
    x = g.input(1, 4, 4, 2)
    shape = g.do("SHAPE", [x], g.int32(4), out_type=c.TYPE_INT32)
    ends = [g.integers([0]), g.integers([1]), g.integers([1])]
    batch = g.do("STRIDED_SLICE", [shape, *ends], g.int32(), shrink_axis_mask=1)
    new = g.do("PACK", [batch, g.integers(-1 + 33)], g.int32(2), values_count=2)
    return g.file(g.dense(g.do("RESHAPE", [x, new], g.int8(1, 32))))


def expanded_and_squeezed() -> bytes:
    """1-D layers as 2-D ones: a chain, and one that returns to its first shape."""
    g = Graph()
    x = g.input(1, 12)
    a = g.do("EXPAND_DIMS", [x, g.integers(1)], g.int8(1, 1, 12))
    b = g.do("EXPAND_DIMS", [a, g.integers(3)], g.int8(1, 1, 12, 1))
    window = {"stride_w": 2, "stride_h": 1, "filter_width": 2, "filter_height": 1}
    pooled = g.do("MAX_POOL_2D", [b], g.int8(1, 1, 6, 1), padding=c.PADDING_VALID, **window)
    back = g.do("SQUEEZE", [pooled], g.int8(6))
    there = g.do("RESHAPE", [back, g.integers([1, 1, 6, 1])], g.int8(1, 1, 6, 1))
    padding = g.integers([[0, 0], [0, 0], [1, 1], [0, 0]])
    padded = g.do("PAD", [there, padding], g.int8(1, 1, 8, 1))
    flat = g.do("RESHAPE", [padded, g.integers([1, 8])], g.int8(1, 8))
    return g.file(g.dense(flat))


def constant_operands() -> bytes:
    """int8 constants, operands of the runtime's operators."""
    g = Graph()
    x = g.input(1, 4, 4, 2)
    a, b = g.noise(1, 4, 4, 2), g.noise(2)
    total = g.do("ADD", [a, b], g.int8(1, 4, 4, 2, scale=0.1))
    turned = g.do("TRANSPOSE", [total, g.integers([0, 2, 1, 3])], g.int8(1, 4, 4, 2, scale=0.1))
    mixed = g.do("MUL", [x, turned], g.int8(1, 4, 4, 2, scale=0.2))
    return g.file(g.dense(g.do("RESHAPE", [mixed, g.integers([1, 32])], g.int8(1, 32))))


def dead_operators() -> bytes:
    """A branch that nobody uses."""
    g = Graph()
    x = g.input(1, 8)
    g.do("RELU", [g.do("RELU", [x], g.int8(1, 8))], g.int8(1, 8))
    return g.file(g.dense(x))


def reshape_between_ports() -> bytes:
    """A RESHAPE without effect, of an input and of an output."""
    g = Graph()
    x, y = g.input(1, 8), g.input(1, OUTPUTS)
    made = g.dense(x)
    out = g.do("RESHAPE", [made, g.integers([1, OUTPUTS])], g.int8(1, OUTPUTS, scale=0.5))
    other = g.do("RESHAPE", [y, g.integers([1, OUTPUTS])], g.int8(1, OUTPUTS))
    return g.file(out, other)


MODELS: dict[str, Callable[[], bytes]] = {
    f.__name__: f
    for f in (shape_arithmetic, expanded_and_squeezed, constant_operands, dead_operators)
}
