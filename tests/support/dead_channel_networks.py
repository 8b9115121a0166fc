"""Random int8 networks with channels that are dead in many ways."""

from dataclasses import dataclass, field

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model, Operator, Tensor
from tests.support.builders import quantization
from tests.support.random_models import activation, window_options

SAME, VALID = 0, 1
SCALE = 0.05


@dataclass
class Network:
    """Grows operator by operator; `at` is the newest activation."""

    rng: np.random.Generator
    tensors: list[Tensor] = field(default_factory=list)
    operators: list[Operator] = field(default_factory=list)
    at: int = 0

    @property
    def shape(self) -> tuple[int, ...]:
        return self.tensors[self.at].shape

    def put(self, shape: tuple[int, ...], zero: int | None = None, scale: float = SCALE) -> int:
        zero = int(self.rng.integers(-128, 50)) if zero is None else zero
        self.tensors.append(activation(shape, scale, zero))
        return len(self.tensors) - 1

    def constant(self, values: np.ndarray, kind: int, scales: np.ndarray | None = None, axis=0):
        told = None if scales is None else quantization(scales, 0, axis)
        self.tensors.append(Tensor(values.shape, kind, values.tobytes(), told))
        return len(self.tensors) - 1

    def do(self, code: int, inputs: list[int], output: int, options: dict | None = None) -> None:
        self.operators.append(Operator(code, inputs, [output], options or {}))
        self.at = output

    def like(self, tensor: int) -> int:
        """Adds an activation with another one's shape and quantization."""
        old = self.tensors[tensor]
        return self.put(old.shape, old.zero_point, SCALE)

    def model(self) -> Model:
        return Model(self.tensors, self.operators, [0], [self.at])


def dying(network: Network, weights: np.ndarray, axis: int) -> np.ndarray:
    """Returns int32 biases and makes channels dead: some channels of `weights` zero, some always
    far below or above their range, some output channels never read (zero columns)."""
    rng, channels = network.rng, weights.shape[axis]
    rows = np.moveaxis(weights, axis, 0)  # a view
    bias = rng.integers(-3000, 3000, channels)
    fate = rng.choice(5, channels, p=[0.7, 0.1, 0.06, 0.04, 0.1])
    rows[(fate == 1) | (fate == 4)] = 0
    bias[fate == 4] = 0
    bias[fate == 2] = -(10**7)
    bias[fate == 3] = 10**7
    if axis == 0 and rng.random() < 0.5:
        weights[..., rng.random(weights.shape[-1]) < 0.15] = 0
    return bias.astype("<i4")


def _weights(network: Network, shape: tuple[int, ...], axis: int) -> list[int]:
    values = network.rng.integers(-127, 128, shape).astype(np.int8)
    bias = dying(network, values, axis)
    count = shape[axis] if network.rng.random() < 0.7 else 1
    fan_in = np.prod(shape) / shape[axis]  # outputs neither all saturate nor all vanish
    scales = (network.rng.uniform(0.01, 0.02, count) / np.sqrt(fan_in)).astype(np.float32)
    placed = [network.constant(values, c.TYPE_INT8, scales, axis)]
    products = (np.float32(SCALE) * scales).astype(np.float32)
    if axis == 0 and network.rng.random() < 0.3:
        return [*placed, -1] if len(shape) == 2 else placed
    return [*placed, network.constant(bias, c.TYPE_INT32, products)]


def conv(network: Network) -> None:
    rng, (_, height, width, channels) = network.rng, network.shape
    size, stride, padding = int(rng.choice([1, 3])), int(rng.integers(1, 3)), int(rng.integers(2))
    if padding == VALID and min(height, width) < size:
        size = 1
    filters = int(rng.integers(2, 9))
    less = size - 1 if padding == VALID else 0
    shape = (1, -(-(height - less) // stride), -(-(width - less) // stride), filters)
    source = network.at
    placed = _weights(network, (filters, size, size, channels), 0)
    options = window_options(padding, (stride, stride)) | {
        "fused_activation_function": int(rng.integers(4))
    }
    network.do(c.OP_CONV_2D, [source, *placed], network.put(shape), options)


def depthwise(network: Network) -> None:
    source, channels = network.at, network.shape[-1]
    placed = _weights(network, (1, 3, 3, channels), 3)
    options = window_options(SAME, (1, 1)) | {"depth_multiplier": 1}
    options |= {"fused_activation_function": int(network.rng.integers(4))}
    output = network.put(network.shape)
    network.do(c.OP_DEPTHWISE_CONV_2D, [source, *placed], output, options)


def relu(network: Network) -> None:
    source = network.at
    code = int(network.rng.choice([c.OP_RELU, c.OP_QUANTIZE, c.OP_RELU6]))
    output = network.like(source) if code == c.OP_RELU6 else network.put(network.shape)
    network.do(code, [source], output)


def pool(network: Network) -> None:
    source, (_, height, width, channels) = network.at, network.shape
    code = int(network.rng.choice([c.OP_AVERAGE_POOL_2D, c.OP_MAX_POOL_2D]))
    zero = network.tensors[source].zero_point
    output = network.put((1, -(-height // 2), -(-width // 2), channels), zero)
    network.do(
        code,
        [source],
        output,
        window_options(SAME, (2, 2)) | {"filter_width": 2, "filter_height": 2},
    )


def residual(network: Network) -> None:
    """A convolution and, in parallel, a connection or another convolution."""
    source = network.at
    code = c.OP_ADD if network.rng.random() < 0.7 else c.OP_MUL
    filters = network.shape[-1]
    branches = []
    for straight in (False, bool(network.rng.random() < 0.5)):
        network.at = source
        if not straight:
            placed = _weights(network, (filters, 1, 1, filters), 0)
            network.do(
                c.OP_CONV_2D,
                [source, *placed],
                network.put(network.shape),
                window_options(SAME, (1, 1)),
            )
        branches.append(network.at)
    network.do(code, branches, network.put(network.shape, scale=2 * SCALE))
    network.do(c.OP_QUANTIZE, [network.at], network.put(network.shape))


def concatenation(network: Network) -> None:
    source = network.at
    depthwise(network)
    output = network.like(network.at)
    again = network.like(network.at)
    network.do(c.OP_QUANTIZE, [source], again)
    depthwise_output = network.operators[-2].outputs[0]
    shape = (*network.shape[:-1], 2 * network.shape[-1])
    network.tensors[output] = activation(shape, SCALE, network.tensors[again].zero_point)
    network.do(c.OP_CONCATENATION, [depthwise_output, again], output, {"axis": 3})


def end(network: Network) -> None:
    """A mean or flattening, then two dense layers."""
    source = network.at
    if network.rng.random() < 0.5:
        axes = network.constant(np.array([1, 2], "<i4"), c.TYPE_INT32)
        network.do(c.OP_MEAN, [source, axes], network.put((1, network.shape[-1])), {"keep_dims": 0})
    elif network.rng.random() < 0.7:
        shape = np.array([1, int(np.prod(network.shape))], "<i4")
        told = network.constant(shape, c.TYPE_INT32)
        flat = network.like(source)
        network.tensors[flat].shape = tuple(int(n) for n in shape)
        network.do(c.OP_RESHAPE, [source, told], flat)
    for outputs in (int(network.rng.integers(2, 9)), 3):
        source, inputs = network.at, int(np.prod(network.shape))
        placed = _weights(network, (outputs, inputs), 0)
        activation_ = {"fused_activation_function": int(network.rng.integers(2))}
        network.do(c.OP_FULLY_CONNECTED, [source, *placed], network.put((1, outputs)), activation_)


PARTS = (conv, conv, depthwise, depthwise, relu, pool, residual, concatenation)


def random_network(seed: int) -> Model:
    network = Network(np.random.default_rng(seed))
    network.put((1, 5, 6, 3))
    conv(network)
    for _ in range(int(network.rng.integers(1, 6))):
        PARTS[int(network.rng.integers(len(PARTS)))](network)
    end(network)
    return network.model()
