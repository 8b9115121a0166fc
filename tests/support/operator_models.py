"""One small model of each operator, for tests over all operators."""

import numpy as np

from tests.support import ops
from tests.support.ops import RELU6, SAME, VALID, Constant, Int8, Weights

RNG = np.random.default_rng(0)
IMAGE = Int8((1, 6, 5, 4), 0.1, -3)


def noise(*shape: int) -> np.ndarray:
    return RNG.integers(-127, 128, shape, np.int8)


def weights(*shape: int, channels: int) -> Weights:
    return Weights(noise(*shape), np.linspace(0.01, 0.05, channels).tolist(), np.arange(channels))


OPERATORS = {
    "add": ops.add(IMAGE, Int8((5, 1), 0.2, 7), (0.3, 1)),
    "average_pool": ops.average_pool_2d(IMAGE, (2, 3), (1, 2), SAME),
    "concatenation": ops.concatenation([IMAGE, Constant(noise(1, 6, 5, 2), 0.1, -3), IMAGE], 3),
    "conv_2d": ops.conv_2d(IMAGE, weights(3, 3, 2, 4, channels=3), (0.4, 5), (1, 2), SAME, RELU6),
    "depthwise": ops.depthwise_conv_2d(
        IMAGE, weights(1, 2, 2, 8, channels=8), (0.4, 5), (1, 1), VALID
    ),
    "fully_connected": ops.fully_connected(
        Int8((2, 10), 0.1, 4), weights(7, 10, channels=7), (0.3, 9)
    ),
    "logistic": ops.logistic(IMAGE),
    "max_pool": ops.max_pool_2d(IMAGE, (2, 2), (2, 2), VALID),
    "mean": ops.mean(IMAGE, [1, 2], (0.2, 1)),
    "mul": ops.mul(IMAGE, Constant(noise(1, 6, 5, 4), 0.02, 1), (0.3, 1)),
    "pad": ops.pad(IMAGE, [(0, 0), (1, 2), (0, 1), (0, 0)]),
    "quantize": ops.quantize(IMAGE, (0.3, 60)),
    "relu": ops.relu(IMAGE, (0.1, -5)),
    "relu6": ops.relu6(IMAGE),
    "softmax": ops.softmax(Int8((3, 20), 0.2, 8)),
    "split": ops.split(IMAGE, 1, 3),
    "strided_slice": ops.strided_slice(IMAGE, [slice(None), slice(5, 1, -2), slice(1, 4), 2]),
    "transpose": ops.transpose(IMAGE, (0, 3, 1, 2)),
}
