"""Models of one layer for comparing kernels: int8, random weights distributed like trained ones,
nonzero input zero point."""

import math
from dataclasses import dataclass

import numpy as np

from seedlite.format.constants import (
    OP_CONV_2D,
    OP_DEPTHWISE_CONV_2D,
    OP_FULLY_CONNECTED,
    TYPE_INT8,
    TYPE_INT32,
)
from seedlite.model.graph import Model, Operator, Quantization, Tensor

INPUT_SCALE, WEIGHT_SCALE = 0.05, 0.01
SAME, VALID = 0, 1


@dataclass(frozen=True)
class Layer:
    """kernel: (height, width) of a convolution, or its side; 0 for a dense layer. size, stride:
    (height, width). valid: without padding."""

    name: str
    inputs: int
    outputs: int
    kernel: int | tuple[int, int] = 0
    size: tuple[int, int] = (1, 1)
    depthwise: bool = False
    stride: tuple[int, int] = (1, 1)
    valid: bool = False

    @property
    def taps(self) -> tuple[int, int]:
        return (self.kernel, self.kernel) if isinstance(self.kernel, int) else self.kernel

    @property
    def output_size(self) -> tuple[int, int]:
        covered = self.taps if self.valid else (1, 1)
        height, width = (
            (extent - taps) // step + 1
            for extent, taps, step in zip(self.size, covered, self.stride, strict=True)
        )
        return height, width

    @property
    def macs(self) -> int:
        outputs = math.prod(self.output_shape)
        taps = max(1, math.prod(self.taps))
        return outputs * taps * (1 if self.depthwise else self.inputs)

    @property
    def input_shape(self) -> tuple[int, ...]:
        return (1, *self.size, self.inputs) if self.kernel else (1, self.inputs)

    @property
    def output_shape(self) -> tuple[int, ...]:
        return (1, *self.output_size, self.outputs) if self.kernel else (1, self.outputs)

    @property
    def input_count(self) -> int:
        return math.prod(self.input_shape)

    @property
    def weights_shape(self) -> tuple[int, ...]:
        if not self.kernel:
            return (self.outputs, self.inputs)
        if self.depthwise:
            return (1, *self.taps, self.outputs)
        return (self.outputs, *self.taps, self.inputs)

    def model(self, weights: np.ndarray | None = None) -> Model:
        """Returns the model. weights: int8 of `weights_shape`; None for random ones."""
        rng = np.random.default_rng(0)
        if weights is None:
            drawn = np.rint(rng.normal(0, 30, self.weights_shape))
            weights = np.clip(drawn, -127, 127).astype(np.int8)
        bias = rng.integers(-1000, 1000, self.outputs).astype("<i4")
        fan_in = weights.size // self.outputs
        output_scale = INPUT_SCALE * WEIGHT_SCALE * 30 * np.sqrt(fan_in)
        axis = 3 if self.depthwise else 0
        channels = self.outputs if self.kernel else 1
        return Model(
            tensors=[
                Tensor(
                    self.input_shape, TYPE_INT8, None, _quantization(INPUT_SCALE, 3), "in",
                ),
                Tensor(
                    weights.shape, TYPE_INT8, weights.tobytes(),
                    _quantization(WEIGHT_SCALE, 0, channels, axis), "weights",
                ),
                Tensor(
                    (self.outputs,), TYPE_INT32, bias.tobytes(),
                    _quantization(INPUT_SCALE * WEIGHT_SCALE, 0, channels), "bias",
                ),
                Tensor(
                    self.output_shape, TYPE_INT8, None,
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
        height, width = self.stride
        sliding = {"padding": VALID if self.valid else SAME, "stride_w": width, "stride_h": height}
        if self.depthwise:
            options = sliding | {"depth_multiplier": self.outputs // self.inputs}
            return Operator(OP_DEPTHWISE_CONV_2D, *tensors, version=3, options=options)
        return Operator(OP_CONV_2D, *tensors, version=3, options=sliding)


def _quantization(scale: float, zero_point: int, channels: int = 1, axis: int = 0) -> Quantization:
    scales = np.full(channels, scale, np.float32)
    return Quantization(scales, np.full(channels, zero_point, np.int64), axis)
