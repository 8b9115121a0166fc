"""Small hand-made models for tests."""

import numpy as np

from seedlite.format.constants import OP_FULLY_CONNECTED, TYPE_INT8, TYPE_INT32
from seedlite.model.graph import Model, Operator, Quantization, Tensor


def quantization(scale: float, zero_point: int = 0) -> Quantization:
    return Quantization(np.array([scale], np.float32), np.array([zero_point], np.int64))


def dense_model(outputs: int, inputs: int, seed: int = 0) -> Model:
    """One FULLY_CONNECTED with random int8 weights, bias, input zero point 3."""
    rng = np.random.default_rng(seed)
    weights = rng.integers(-127, 128, (outputs, inputs)).astype(np.int8)
    bias = rng.integers(-1000, 1000, outputs).astype("<i4")
    return Model(
        tensors=[
            Tensor((1, inputs), TYPE_INT8, None, quantization(0.05, 3), "in"),
            Tensor((outputs, inputs), TYPE_INT8, weights.tobytes(), quantization(0.01), "weights"),
            Tensor((outputs,), TYPE_INT32, bias.tobytes(), quantization(0.0005), "bias"),
            Tensor((1, outputs), TYPE_INT8, None, quantization(0.5, -2), "out"),
        ],
        operators=[Operator(OP_FULLY_CONNECTED, [0, 1, 2], [3], version=4)],
        inputs=[0],
        outputs=[3],
    )
