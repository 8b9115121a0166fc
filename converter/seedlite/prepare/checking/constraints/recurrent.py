"""Constraints on operators that keep a state."""

import math

import numpy as np

from seedlite.format.constants import ACTIVATION_TANH, MAX_SHIFT, TYPE_INT8, TYPE_INT16, TYPE_INT32
from seedlite.model import Tensor
from seedlite.prepare.checking.constraints.node import (
    Node,
    broken,
    scale_of,
    shape_of,
    shift_of,
    type_of,
)

LSTM_OPERANDS = 24
LSTM_ABSENT = (9, 10, 11, 16, 17, 20, 21, 22, 23)
INPUT_WEIGHTS, RECURRENT_WEIGHTS, BIASES = range(1, 5), range(5, 9), range(12, 16)
HIDDEN, CELL = 18, 19
LEAST_CELL_POWER, MOST_CELL_POWER = -29, 2


def lstm_operands(node: Node) -> str:
    """An LSTM has 24 inputs, with a bias and two matrices for each gate, and neither peepholes, nor
    a projection, nor layer normalization.

    Use Keras's LSTM layer as it is"""
    found = len(node.operator.inputs)
    if found != LSTM_OPERANDS:
        return f"{found} inputs"
    missing = [p for p in (*BIASES, HIDDEN, CELL) if node.input(p) is None]
    if missing:
        return f"input {missing[0]} is missing"
    there = [p for p in LSTM_ABSENT if node.input(p) is not None]
    return f"input {there[0]} is there" if there else ""


def tanh_activation(node: Node) -> str:
    """The activation of an LSTM is TANH.

    Use Keras's LSTM layer with its default activations"""
    activation = node.operator.fused_activation
    return broken(f"fused activation {activation}", activation == ACTIVATION_TANH)


def lstm_states(node: Node) -> str:
    """An LSTM's hidden state is an int8 variable, its cell an int16 one, each with one scale; the
    cell's is a power of two from 2^-29 to 2^2, with zero point 0.

    Quantize the model with TensorFlow, which makes them so"""
    hidden, cell = node.input(HIDDEN), node.input(CELL)
    if hidden is None or cell is None:
        return ""
    for name, state, type in (("hidden state", hidden, TYPE_INT8), ("cell", cell, TYPE_INT16)):
        if found := no_state(state, type):
            return f"the {name} is {found}"
    mantissa, exponent = math.frexp(cell.scale)
    power = exponent - 1
    if mantissa != 0.5 or not LEAST_CELL_POWER <= power <= MOST_CELL_POWER:
        return f"a cell scale of {cell.scale:g}"
    return broken(f"a cell zero point of {cell.zero_point}", cell.zero_point == 0)


def no_state(tensor: Tensor, type: int) -> str:
    """Returns what a tensor is instead of a variable of the type with one scale, or nothing."""
    if not tensor.variable:
        return "no variable"
    if tensor.type != type:
        return type_of(tensor)
    scales = 0 if tensor.quantization is None else len(tensor.quantization.scales)
    return broken(f"of {scales} scales", scales == 1)


def lstm_shapes(node: Node) -> str:
    """An LSTM maps [batch, steps, inputs] to [batch, steps, units], or both with the first two
    axes exchanged; its states are [batch, units].

    Convert the model again"""
    source, output = shape_of(node.input(0)), shape_of(node.output())
    hidden, cell = shape_of(node.input(HIDDEN)), shape_of(node.input(CELL))
    found = f"{list(source)} and {list(output)} with states {list(hidden)} and {list(cell)}"
    if not (len(source) == len(output) == 3 and len(hidden) == 2):
        return found
    batch, units = source[1 if node.option("time_major") else 0], hidden[1]
    fits = output == (*source[:2], units) and hidden[0] == batch
    return broken(found, fits and math.prod(cell) == batch * units)


def lstm_weights(node: Node) -> str:
    """An LSTM's weights are int8 constants with one scale and zero point 0, of shape [units,
    inputs] or [units, units]; its biases are int32 constants, one a unit.

    Quantize the whole model to int8 with TensorFlow, which makes them so"""
    source, hidden = shape_of(node.input(0)), shape_of(node.input(HIDDEN))
    if len(source) != 3 or len(hidden) != 2:
        return ""
    for places, columns in ((INPUT_WEIGHTS, source[2]), (RECURRENT_WEIGHTS, hidden[1])):
        for place in places:
            if found := single_scale_weights(node.input(place), (hidden[1], columns)):
                return f"input {place} is {found}"
    for place in BIASES:
        bias = node.input(place)
        if bias is None:
            continue
        if bias.data is None or bias.type != TYPE_INT32 or bias.count != hidden[1]:
            return f"bias {place} is {type_of(bias)} of shape {list(bias.shape)}"
    return ""


def single_scale_weights(weights: Tensor | None, shape: tuple[int, ...]) -> str:
    """Returns what is wrong with int8 weights of one scale."""
    if weights is None:
        return ""
    if weights.data is None or weights.type != TYPE_INT8:
        return f"{type_of(weights)}{'' if weights.data else ', computed'}"
    if weights.shape != shape:
        return f"of shape {list(weights.shape)}"
    quantization = weights.quantization
    if quantization is None:
        return ""
    if len(quantization.scales) != 1:
        return f"of {len(quantization.scales)} scales"
    return broken(f"of zero point {weights.zero_point}", weights.zero_point == 0)


def gate_scales(node: Node) -> str:
    """Input scale times weight scale of an LSTM is less than 2^18, and its hidden state's scale
    more than 2^-31.

    Calibrate with data on which the layer's output is not 0 throughout"""
    hidden = scale_of(node.input(HIDDEN))
    if shift_of(2.0**-30 / hidden) > 0:
        return f"a hidden state's scale of {hidden:g}"
    sources = ((INPUT_WEIGHTS, scale_of(node.input(0))), (RECURRENT_WEIGHTS, hidden))
    for places, source in sources:
        for place in places:
            product = source * scale_of(node.input(place))
            if shift_of(product * 2.0**12) > MAX_SHIFT:
                return f"a product of {product:g}"
    return ""


FEATURES, TIMES, BIAS, MEMORY = 1, 2, 3, 4
SVDF_OPERANDS = 5
MOST_BIAS_DISTANCE = 1e-5


def svdf_shapes(node: Node) -> str:
    """SVDF has 5 inputs: [batch, inputs], features [filters, inputs], times [filters, memory], a
    bias, a state [batch, filters * memory]; the output is [batch, units], with `rank` filters a
    unit.

    Convert the model again"""
    tensors = [node.input(place) for place in (0, FEATURES, TIMES, MEMORY)]
    source, features, times, memory, output = map(shape_of, (*tensors, node.output()))
    rank, count = node.option("rank"), len(node.operator.inputs)
    found = f"{count} inputs, rank {rank}, shapes " + ", ".join(
        str(list(shape)) for shape in (source, features, times, memory, output)
    )
    if count != SVDF_OPERANDS or rank < 1:
        return found
    if any(len(shape) != 2 for shape in (source, features, times, memory, output)):
        return found
    (batch, inputs), filters, length = source, features[0], times[1]
    fits = filters % rank == 0 and features[1] == inputs and times[0] == filters
    fits = fits and memory == (batch, filters * length)
    return broken(found, fits and output == (batch, filters // rank))


def svdf_memory(node: Node) -> str:
    """SVDF's state is a variable with one scale, of the type of its time weights: int8 or int16.

    Quantize the model with TensorFlow, which makes it so"""
    memory, times = node.input(MEMORY), node.input(TIMES)
    if memory is None or times is None:
        return ""
    return no_state(memory, TYPE_INT16 if times.type == TYPE_INT16 else TYPE_INT8)


def svdf_weights(node: Node) -> str:
    """SVDF's features are int8 constants, its time weights int8 or int16 ones, with one scale and
    zero point 0; its bias is an int32 constant, one a unit.

    Quantize the whole model to int8 with TensorFlow, which makes them so"""
    features, times, bias = (node.input(place) for place in (FEATURES, TIMES, BIAS))
    for name, weights in (("features", features), ("time weights", times)):
        if weights is None:
            continue
        if name == "time weights" and weights.type == TYPE_INT16:
            if weights.data is None:
                return "the time weights are computed"
        elif found := single_scale_weights(weights, weights.shape):
            return f"the {name} are {found}"
    units = math.prod(shape_of(node.output())[1:])
    if bias is None:
        return ""
    sound = bias.data is not None and bias.type == TYPE_INT32 and bias.count == units
    return broken(f"a bias {type_of(bias)} of shape {list(bias.shape)}", sound)


def svdf_scales(node: Node) -> str:
    """The products of SVDF's scales, of the input and the features and of the state and the time
    weights, are less than 2^30 times the state's and the output's; the bias' scale is the latter's,
    but for 0.00001; the scales of state and time weights are normal float32 numbers.

    Quantize the model with TensorFlow, which makes them so"""
    places = (0, FEATURES, MEMORY, TIMES, BIAS)
    source, features, memory, times, bias = (_scale(node.input(p)) for p in places)
    if min(memory, times) < np.finfo(np.float32).tiny:
        return f"a state's scale of {memory:g}, a time weights' of {times:g}"
    products = source * features, memory * times
    ratios = products[0] / memory, products[1] / scale_of(node.output())
    if any(shift_of(ratio) > MAX_SHIFT for ratio in ratios):
        return f"ratios of {ratios[0]:g} and {ratios[1]:g}"
    distance = abs(bias - products[1])
    found = f"a bias' scale of {bias:g} instead of {products[1]:g}"
    return broken(found, distance < MOST_BIAS_DISTANCE)


def _scale(tensor: Tensor | None) -> float:
    """The first scale; 0 where there is none."""
    return 0.0 if tensor is None or tensor.quantization is None else tensor.scale
