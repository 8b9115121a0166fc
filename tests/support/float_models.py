"""`.tflite` files that compute in float32, made by our own writer."""

import numpy as np

from seedlite.format.constants import TYPE_FLOAT32, TYPE_INT8
from seedlite.model.graph import Tensor
from tests.support.border_graphs import Bordered
from tests.support.builders import quantization

IMAGE = (1, 8, 8, 3)


class FloatGraph(Bordered):
    """A Graph of float32 layers; `dynamic`: with int8 weights."""

    def __init__(self, dynamic: bool = False):
        super().__init__()
        self.dynamic, self.rng = dynamic, np.random.default_rng(5)

    def weights(self, *shape: int) -> int:
        values = self.rng.normal(0, 0.2, shape).astype(np.float32)
        if not self.dynamic:
            return self.add(Tensor(shape, TYPE_FLOAT32, values.tobytes()))
        scale = float(np.abs(values).max() / 127)
        whole = np.rint(values / scale).astype(np.int8)
        return self.add(Tensor(shape, TYPE_INT8, whole.tobytes(), quantization(scale)))

    def bias(self, count: int) -> int:
        values = self.rng.normal(0, 0.1, count).astype(np.float32)
        return self.add(Tensor((count,), TYPE_FLOAT32, values.tobytes()))

    def convolved(self, x: int, channels: int) -> int:
        n, height, width, depth = self.tensors[x].shape
        parts = [x, self.weights(channels, 3, 3, depth), self.bias(channels)]
        options = {"padding": 0, "stride_w": 1, "stride_h": 1, "fused_activation_function": 1}
        return self.do("CONV_2D", parts, self.float32(n, height, width, channels), **options)

    def layer(self, x: int, outputs: int, name: str = "") -> int:
        rows, inputs = self.tensors[x].shape
        parts = [x, self.weights(outputs, inputs), self.bias(outputs)]
        return self.do("FULLY_CONNECTED", parts, self.float32(rows, outputs, name=name))


def image_classifier(dynamic: bool = False) -> bytes:
    """A convolution and a dense layer."""
    g = FloatGraph(dynamic)
    x = g.convolved(g.float_input(*IMAGE), 8)
    return g.file(g.layer(g.reshaped(x, 1, 512), 5, name="scores"))


def sum_of_two() -> bytes:
    """Two inputs, real0 of 40 and real1 of 24 values, with a dense layer each, and their sum."""
    g = FloatGraph()
    a, b = g.layer(g.float_input(1, 40), 6), g.layer(g.float_input(1, 24), 6)
    return g.file(g.do("ADD", [a, b], g.float32(1, 6, name="sum")))
