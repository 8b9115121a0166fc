"""Models of one layer, as CMSIS-NN's kernels are compared by: int8, random weights that look like
trained ones, input zero point other than 0."""

import math
from dataclasses import dataclass

import numpy as np

from seedlite._constants import (
    OP_CONV_2D,
    OP_DEPTHWISE_CONV_2D,
    OP_FULLY_CONNECTED,
    TYPE_INT8,
    TYPE_INT32,
)
from seedlite.tflite import Model, Operator, Quantization, Tensor

INPUT_SCALE, WEIGHT_SCALE = 0.05, 0.01
SAME = 0


@dataclass(frozen=True)
class Layer:
    """kernel: side of a convolution's, 0 for a dense layer. size: (height, width)."""

    name: str
    inputs: int
    outputs: int
    kernel: int = 0
    size: tuple[int, int] = (1, 1)
    depthwise: bool = False

    @property
    def macs(self) -> int:
        height, width = self.size
        taps = max(1, self.kernel) ** 2 * (1 if self.depthwise else self.inputs)
        return height * width * taps * self.outputs

    @property
    def input_shape(self) -> tuple[int, ...]:
        return (1, *self.size, self.inputs) if self.kernel else (1, self.inputs)

    @property
    def input_count(self) -> int:
        return math.prod(self.input_shape)

    @property
    def weights_shape(self) -> tuple[int, ...]:
        if not self.kernel:
            return (self.outputs, self.inputs)
        if self.depthwise:
            return (1, self.kernel, self.kernel, self.outputs)
        return (self.outputs, self.kernel, self.kernel, self.inputs)

    def model(self, weights: np.ndarray | None = None) -> Model:
        """weights: int8 of `weights_shape`; None for random ones."""
        rng = np.random.default_rng(0)
        if weights is None:
            drawn = np.rint(rng.normal(0, 30, self.weights_shape))
            weights = np.clip(drawn, -127, 127).astype(np.int8)
        bias = rng.integers(-1000, 1000, self.outputs).astype("<i4")
        fan_in = weights.size // self.outputs
        output_scale = INPUT_SCALE * WEIGHT_SCALE * 30 * np.sqrt(fan_in)
        axis = 3 if self.depthwise else 0
        channels = self.outputs if self.kernel else 1
        shape = self.input_shape
        return Model(
            tensors=[
                Tensor(shape, TYPE_INT8, None, _quantization(INPUT_SCALE, 3), "in"),
                Tensor(
                    weights.shape, TYPE_INT8, weights.tobytes(),
                    _quantization(WEIGHT_SCALE, 0, channels, axis), "weights",
                ),
                Tensor(
                    (self.outputs,), TYPE_INT32, bias.tobytes(),
                    _quantization(INPUT_SCALE * WEIGHT_SCALE, 0, channels), "bias",
                ),
                Tensor(
                    (*shape[:-1], self.outputs), TYPE_INT8, None,
                    _quantization(output_scale, -2), "out",
                ),
            ],
            operators=[self._operator()],
            inputs=[0],
            outputs=[3],
        )  # fmt: skip

    def _operator(self) -> Operator:
        tensors = [0, 1, 2], [3]
        if not self.kernel:
            return Operator(OP_FULLY_CONNECTED, *tensors, version=4)
        if self.depthwise:
            multiplier = self.outputs // self.inputs
            options = {0: SAME, 1: 1, 2: 1, 3: multiplier, 4: 0, 5: 1, 6: 1}
            return Operator(OP_DEPTHWISE_CONV_2D, *tensors, version=3, options=options)
        options = {0: SAME, 1: 1, 2: 1, 3: 0, 4: 1, 5: 1}
        return Operator(OP_CONV_2D, *tensors, version=3, options=options)


def _quantization(scale: float, zero_point: int, channels: int = 1, axis: int = 0) -> Quantization:
    scales = np.full(channels, scale, np.float32)
    return Quantization(scales, np.full(channels, zero_point, np.int64), axis)
