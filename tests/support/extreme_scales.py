"""Models of one operator with scales from 1e-12 to 1e12, and inputs for them."""

import math
from dataclasses import dataclass

import numpy as np

from seedlite.codec.row_codes import round_up_significand
from seedlite.model.graph import Model
from seedlite.prepare.stock import expand
from tests.support import ops
from tests.support import random_models as models
from tests.support.builders import planned
from tests.support.comparing import random_int8
from tests.support.ops import RELU_N1_TO_1, Constant, Int8
from tests.support.random_models import random_zero_point

LOWEST, HIGHEST = 1e-12, 1e12
# multiples of powers of two near which the arithmetic changes
SIGNIFICANDS = [1.0, 1 + 2.0**-23, 1.5, 2 - 2.0**-23]
FURTHEST = 36  # exponent of these powers
IMAGE = (1, 4, 8, 8)  # of all int8 values


@dataclass(frozen=True)
class Case:
    """A file for the runtime, the same model for TFLM, and inputs."""

    ours: bytes
    stock: bytes
    inputs: list[np.ndarray]
    refused: bool = False  # by us, not by TFLM: its arithmetic overflows


def shift_of(real: float) -> int:
    """Returns the exponent of a real multiplier with a rounded significand of 31 bits."""
    return math.frexp(real * (1 + 2.0**-32))[1]


def random_scale(rng: np.random.Generator) -> float:
    """Returns a float32, often a power of two or next to one."""
    scale = math.exp(rng.uniform(math.log(LOWEST), math.log(HIGHEST)))
    if rng.random() < 0.5:
        scale = 2.0 ** math.floor(math.log2(scale)) * rng.choice(SIGNIFICANDS)
    return float(np.float32(scale))


def scale_below(rng: np.random.Generator, numerator: float) -> float:
    """Returns the denominator of a ratio at which the arithmetic may change, or any scale."""
    if rng.random() < 0.3:
        return random_scale(rng)
    ratio = 2.0 ** rng.integers(-FURTHEST, FURTHEST) * rng.choice(SIGNIFICANDS)
    return float(np.float32(np.clip(numerator / ratio, 1e-37, 1e37)))


def random_fused(rng: np.random.Generator) -> int:
    return int(rng.choice([0, 0, 0, 1, 2, 3]))


def every_value(rng: np.random.Generator, scale: float) -> tuple[Int8, np.ndarray]:
    """Returns an activation with all int8 values."""
    values = rng.permutation(np.arange(-128, 128)).astype(np.int8).reshape(IMAGE)
    return Int8(IMAGE, scale, random_zero_point(rng)), values


def _case(model: Model, inputs: list[np.ndarray], refused: bool = False) -> Case:
    file = planned(model)
    return Case(file, file, inputs, refused)


def _quantized(limit: float, x: Int8) -> float:
    return float(np.float32(limit) / np.float32(x.scale))


def _binary(rng: np.random.Generator, operation, a_scale: float, b_scale: float, output: float):
    """Returns an operation with operands in either order; the second one may broadcast or be
    constant."""
    a, values = every_value(rng, a_scale)
    shape = IMAGE if rng.random() < 0.6 else (8,)
    other = random_int8(rng, shape)
    constant = rng.random() < 0.4
    zero_point = random_zero_point(rng)
    b = Constant(other, b_scale, zero_point) if constant else Int8(shape, b_scale, zero_point)
    inputs = [values] if constant else [values, other]
    if rng.random() < 0.5:
        a, b, inputs = b, a, inputs[::-1]
    return operation(a, b, (output, random_zero_point(rng)), random_fused(rng)), inputs


def add(rng: np.random.Generator) -> Case:
    a = random_scale(rng)
    b = a if rng.random() < 0.1 else scale_below(rng, a)
    output = scale_below(rng, 2.0**-19 * max(a, b))
    if rng.random() < 0.5:  # a sum that is neither 0 nor saturated
        output = float(np.float32(max(a, b) * 2.0 ** rng.uniform(-2, 3)))
    return _case(*_binary(rng, ops.add, a, b, output))


def mul(rng: np.random.Generator) -> Case:
    a, b = random_scale(rng), random_scale(rng)
    output = scale_below(rng, a * b)
    return _case(*_binary(rng, ops.mul, a, b, output), shift_of(a * b / output) > 30)


def _rescaling(rng: np.random.Generator, operation) -> Case:
    x, values = every_value(rng, random_scale(rng))
    output = scale_below(rng, x.scale)
    model = operation(x, (output, random_zero_point(rng)))
    return _case(model, [values], shift_of(x.scale / output) > 22)


def quantize(rng: np.random.Generator) -> Case:
    return _rescaling(rng, ops.quantize)


def relu(rng: np.random.Generator) -> Case:
    return _rescaling(rng, ops.relu)


def mean(rng: np.random.Generator) -> Case:
    axes = [axis for axis in range(1, 4) if rng.random() < 0.5] or [3]
    return _rescaling(rng, lambda x, output: ops.mean(x, axes, output))


def relu6(rng: np.random.Generator) -> Case:
    x, values = every_value(rng, scale_below(rng, 6))
    return _case(ops.relu6(x), [values], _quantized(6, x) >= 2**31)


def pool(rng: np.random.Generator) -> Case:
    x, values = every_value(rng, scale_below(rng, rng.choice([1, 6])))
    operation, fused = [ops.average_pool_2d, ops.max_pool_2d][rng.integers(2)], random_fused(rng)
    # TFLM's pools ignore an overflow of their activation's limit
    refused = fused >= RELU_N1_TO_1 and _quantized(1 if fused == RELU_N1_TO_1 else 6, x) >= 2**31
    return _case(operation(x, (2, 2), activation=fused), [values], refused)


def logistic(rng: np.random.Generator) -> Case:
    x, values = every_value(rng, scale_below(rng, 1))
    return _case(ops.logistic(x), [values], not 2.0**-28 <= x.scale < 2.0**35)


def softmax(rng: np.random.Generator) -> Case:
    beta = random_scale(rng) if rng.random() < 0.5 else 1.0
    x, values = every_value(rng, scale_below(rng, 1 / beta))
    return _case(ops.softmax(x, beta), [values])


def _weighted_scales(rng: np.random.Generator, shape: models.Geometry) -> models.Scales:
    """Returns scales whose multipliers lie anywhere, close to each other or far apart."""
    source = random_scale(rng)
    count = shape.channels if rng.random() < 0.7 else 1
    spread = rng.choice([2.0, 40.0])
    weights = random_scale(rng) * 2.0 ** rng.uniform(-spread, 0, count)
    weights = weights.clip(1e-30, 1e30).astype(np.float32)
    output = scale_below(rng, source * float(rng.choice(weights)))
    return models.Scales(np.float32(source), weights, np.float32(output))


def _overflows(scales: models.Scales) -> bool:
    greatest = float(scales.input) * float(scales.weights.max()) / float(scales.output)
    return shift_of(greatest) > 30


def _weighted(rng: np.random.Generator, kind: str) -> Case:
    shape = models.random_geometry(rng, kind)
    scales = _weighted_scales(rng, shape)
    bias = models.random_bias(rng, shape)
    file = planned(models.layer_model(rng, shape, scales, bias))
    return Case(file, file, [random_int8(rng, shape.input)], _overflows(scales))


def conv(rng: np.random.Generator) -> Case:
    return _weighted(rng, "conv")


def depthwise(rng: np.random.Generator) -> Case:
    return _weighted(rng, "depthwise")


def dense(rng: np.random.Generator) -> Case:
    return _weighted(rng, "dense")


def row_codes(rng: np.random.Generator) -> Case:
    """Layers with row codes: from the least nonzero multiplier to those that the highest code may
    still multiply."""
    shape = models.random_geometry(rng, str(rng.choice(["conv", "depthwise", "dense"])))
    record = models.random_record(rng, shape, row_codes=True)
    shape.options["fused_activation_function"] = int(rng.integers(2))
    source, weights = np.float32([random_scale(rng), random_scale(rng)])
    least = float(round_up_significand(weights / 64)) * 2**record.row_code_mantissa_bits
    ratio = 2.0 ** rng.integers(-32, 10) * rng.choice(SIGNIFICANDS)
    output = np.float32(source * least / ratio * (1 - 2.0**-23))
    scales = models.Scales(source, np.full(shape.channels, weights), output)
    file = models.random_centralized(rng, shape, record, scales)
    return Case(file, expand(file), [random_int8(rng, shape.input)])


OPERATORS = [add, mul, quantize, relu, mean, relu6, pool, logistic, softmax]
OPERATORS += [conv, depthwise, dense, row_codes]
