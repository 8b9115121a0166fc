"""A model of every kind of border, by name."""

from collections.abc import Callable

import numpy as np

from seedlite.format.constants import TYPE_FLOAT32, TYPE_UINT8
from seedlite.model.graph import DTYPES, Tensor
from seedlite.model.parse import read_graph
from tests.support.builders import quantization
from tests.support.comparing import assert_runs_as_tflm
from tests.support.folding_graphs import Graph

INPUTS = 48  # elements: enough weights for seed bits


class Bordered(Graph):
    """A Graph whose quantized types have the same scale and zero point by default."""

    def __init__(self) -> None:
        super().__init__()
        self.outputs: list[int] = []

    def float32(self, *shape: int, name: str = "") -> int:
        return self.add(Tensor(shape, TYPE_FLOAT32, name=name))

    def uint8(self, *shape: int, scale: float = 0.05, zero: int = 131, name: str = "") -> int:
        return self.add(Tensor(shape, TYPE_UINT8, None, quantization(scale, zero), name))

    def float_input(self, *shape: int) -> int:
        self.inputs.append(self.float32(*shape, name=f"real{len(self.inputs)}"))
        return self.inputs[-1]

    def uint8_input(self, *shape: int, scale: float = 0.05) -> int:
        self.inputs.append(self.uint8(*shape, scale=scale, name=f"byte{len(self.inputs)}"))
        return self.inputs[-1]

    def quantized(self, source: int, scale: float = 0.05, zero: int = 3) -> int:
        shape = self.tensors[source].shape
        made = self.int8(*shape, scale=scale)
        self.tensors[made].quantization = quantization(scale, zero)
        return self.do("QUANTIZE", [source], made)

    def real(self, source: int, name: str = "") -> int:
        shape = self.tensors[source].shape
        return self.do("DEQUANTIZE", [source], self.float32(*shape, name=name))

    def reshaped(self, source: int, *shape: int, name: str = "") -> int:
        like = self.tensors[source]
        made = self.add(Tensor(shape, like.type, None, like.quantization, name))
        return self.do("RESHAPE", [source, self.integers(shape)], made)

    def float_head(self, operator: str, source: int, name: str, **options: float) -> int:
        shape = self.tensors[source].shape
        return self.do(operator, [source], self.float32(*shape, name=name), **options)


def float_io() -> Bordered:
    g = Bordered()
    g.outputs = [g.real(g.dense(g.quantized(g.float_input(1, INPUTS))), "y")]
    return g


def uint8_io() -> Bordered:
    g = Bordered()
    made = g.dense(g.quantized(g.uint8_input(1, INPUTS)))
    g.outputs = [g.do("QUANTIZE", [made], g.uint8(1, 5, scale=0.7, zero=90, name="y"))]
    return g


def uint8_in_float_out() -> Bordered:
    g = Bordered()
    g.outputs = [g.real(g.dense(g.quantized(g.uint8_input(1, INPUTS))), "y")]
    return g


def two_scales() -> Bordered:
    """One float input that is quantized in two ways."""
    g = Bordered()
    x = g.float_input(1, INPUTS)
    fine, coarse = g.quantized(x, 0.02, -7), g.quantized(x, 0.09, 5)
    total = g.do("ADD", [fine, coarse], g.int8(1, INPUTS, scale=0.1))
    g.outputs = [g.real(g.dense(total), "y")]
    return g


def one_scale_twice() -> Bordered:
    """One float input that two operators quantize in the same way."""
    g = Bordered()
    x = g.float_input(1, INPUTS)
    total = g.do("ADD", [g.quantized(x), g.quantized(x)], g.int8(1, INPUTS, scale=0.1))
    g.outputs = [g.real(g.dense(total), "y")]
    return g


def softmax_head() -> Bordered:
    g = float_io()
    g.outputs = [g.float_head("SOFTMAX", g.outputs[0], "p", beta=0.3)]
    return g


def log_softmax_head() -> Bordered:
    g = float_io()
    g.outputs = [g.float_head("LOG_SOFTMAX", g.outputs[0], "p")]
    return g


def moved() -> Bordered:
    """Values that change shape and order outside int8."""
    g = Bordered()
    x = g.float_input(1, 4, 6, 2)
    turned = g.do("TRANSPOSE", [x, g.integers([0, 3, 1, 2])], g.float32(1, 2, 4, 6))
    made = g.real(g.dense(g.quantized(g.reshaped(turned, 1, INPUTS))))
    rows = g.float_head("SOFTMAX", g.reshaped(made, 1, 1, 5), "", beta=1.0)
    g.outputs = [g.reshaped(rows, 1, 1, 1, 5, name="p")]
    return g


def moved_uint8() -> Bordered:
    g = Bordered()
    x = g.uint8_input(1, 6, 8)
    made = g.dense(g.quantized(g.reshaped(x, 1, INPUTS)))
    out = g.do("QUANTIZE", [made], g.uint8(1, 5, scale=0.7, zero=90))
    g.outputs = [g.reshaped(out, 1, 5, 1, name="y")]
    return g


def expanded() -> Bordered:
    """EXPAND_DIMS on floats."""
    g = Bordered()
    x = g.float_input(1, INPUTS)
    wide = g.do("EXPAND_DIMS", [x, g.integers(1)], g.float32(1, 1, INPUTS))
    made = g.real(g.dense(g.reshaped(g.quantized(wide), 1, INPUTS)))
    g.outputs = [g.do("EXPAND_DIMS", [made, g.integers(0)], g.float32(1, 1, 5, name="y"))]
    return g


def outputs_of_one_tensor() -> Bordered:
    """Two DEQUANTIZEs, a SOFTMAX and an int8 output of the same values, which are also used
    inside."""
    g = Bordered()
    logits = g.dense(g.quantized(g.float_input(1, INPUTS)))
    one, two = g.real(logits, "one"), g.real(logits, "two")
    likely = g.float_head("SOFTMAX", two, "likely", beta=1.0)
    inside = g.real(g.do("RELU", [logits], g.int8(1, 5, scale=0.4)), "inside")
    g.tensors[logits].name = "logits"
    g.outputs = [likely, one, logits, inside, two]
    return g


def mixed_ports() -> Bordered:
    """Inputs and outputs of all types, in mixed order."""
    g = Bordered()
    raw, real = g.input(1, INPUTS), g.float_input(1, INPUTS)
    byte, other = g.uint8_input(1, INPUTS, scale=0.2), g.float_input(1, INPUTS)
    a = g.do("ADD", [raw, g.quantized(real, 0.03)], g.int8(1, INPUTS, scale=0.1))
    b = g.do("ADD", [g.quantized(byte, 0.2), g.quantized(other, 0.3, -9)], g.int8(1, INPUTS))
    made, another = g.dense(a), g.dense(b)
    byte_out = g.do("QUANTIZE", [another], g.uint8(1, 5, scale=0.5, zero=126, name="byte"))
    g.tensors[made].name = "raw"
    g.outputs = [byte_out, g.real(another, "real"), made, g.real(made, "both")]
    return g


def given_back() -> Bordered:
    """A float input whose quantized values are an output beside others."""
    g = Bordered()
    x = g.quantized(g.float_input(1, INPUTS))
    g.outputs = [g.real(g.dense(x), "y"), g.real(x, "x")]
    return g


MODELS: dict[str, Callable[[], Bordered]] = {
    f.__name__: f
    for f in (
        float_io,
        uint8_io,
        uint8_in_float_out,
        two_scales,
        one_scale_twice,
        softmax_head,
        log_softmax_head,
        moved,
        moved_uint8,
        expanded,
        outputs_of_one_tensor,
        mixed_ports,
        given_back,
    )
}
SINGLE = [
    name for name in MODELS if name not in ("outputs_of_one_tensor", "mixed_ports", "given_back")
]


def file_of(name: str) -> bytes:
    g = MODELS[name]()
    return g.file(*g.outputs)


def samples_of(file: bytes, count: int = 20, seed: int = 1) -> list[list[np.ndarray]]:
    """Returns inputs in the model's types: floats inside and outside int8's range, halves of
    steps."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        arrays = []
        for tensor in (read_graph(file).tensors[t] for t in read_graph(file).inputs):
            if tensor.type == TYPE_FLOAT32:
                steps = rng.integers(-600, 600, tensor.shape) / 2
                near = rng.normal(0, 3, tensor.shape)
                x = np.where(rng.random(tensor.shape) < 0.5, steps * 0.02, near)
                arrays.append(x.astype(np.float32))
            else:
                limits = np.iinfo(DTYPES[tensor.type])
                x = rng.integers(limits.min, limits.max + 1, tensor.shape)
                arrays.append(x.astype(DTYPES[tensor.type]))
        found.append(arrays)
    return found


def ports(file: bytes) -> list[tuple[str, int, tuple[int, ...]]]:
    """Name, type and shape of the file's inputs and outputs."""
    model = read_graph(file)
    tensors = [model.tensors[t] for t in (*model.inputs, *model.outputs)]
    return [(tensor.name, tensor.type, tensor.shape) for tensor in tensors]


def assert_same(stock: bytes, ready: bytes) -> None:
    """TFLM on the stock file gives what our runtime gives on the other, from port to port."""
    assert_runs_as_tflm(ready, stock, samples_of(stock))
