"""Models of one operator with one thing wrong, by what it is; and the changes that make them so."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from seedlite.format import constants as c
from seedlite.model.graph import Model, Quantization
from tests.support import ops
from tests.support.builders import quantization
from tests.support.operators import OPERATORS
from tests.support.ops import VALID, Constant, Int8, Weights

Change = Callable[[Model], None]
IMAGE = Int8((1, 4, 4, 2))


def per_channel(shape: tuple[int, ...]) -> Quantization:
    axis = int(np.argmax(shape))
    count = shape[axis]
    return Quantization(np.full(count, 0.1, np.float32), np.zeros(count, np.int64), axis)


def nothing(model: Model) -> None:
    """The model is refused as it is."""


def set_tensor(tensor: int, **fields: object) -> Change:
    def change(model: Model) -> None:
        model.tensors[tensor] = replace(model.tensors[tensor], **fields)

    return change


def as_bytes(tensor: int) -> Change:
    """A constant whose bytes are elements."""

    def change(model: Model) -> None:
        count = len(model.tensors[tensor].data or b"")
        set_tensor(tensor, type=c.TYPE_UINT8, shape=(count,))(model)

    return change


def make_input(tensor: int) -> Change:
    def change(model: Model) -> None:
        model.tensors[tensor].data = None
        model.inputs.append(tensor)

    return change


def set_option(name: str, value: float) -> Change:
    def change(model: Model) -> None:
        model.operators[0].options[name] = value

    return change


def set_scale(tensor: int, scale: float, zero_point: int = 0) -> Change:
    return set_tensor(tensor, quantization=quantization(scale, zero_point))


def with_value(shape: tuple[int, ...], **fields: object) -> Model:
    """PADV2 whose value is other than it should be."""
    model = ops.pad(Int8((4,)), [(2, 1)], 3)
    set_tensor(2, shape=shape, data=bytes(int(np.prod(shape))), **fields)(model)
    return model


def wide_conv(kernel: int) -> Model:
    x = Int8((1, kernel, kernel, 1))
    return ops.conv_2d(x, Weights(zeros(1, kernel, kernel, 1), [0.1]), (1, 0), (1, 1), VALID)


def wide_depthwise(kernel: int) -> Model:
    x = Int8((1, kernel, kernel, 1))
    return ops.depthwise_conv_2d(
        x, Weights(zeros(1, kernel, kernel, 1), [0.1]), (1, 0), (1, 1), VALID
    )


def zeros(*shape: int) -> np.ndarray:
    return np.zeros(shape, np.int8)


def biased(kind: str) -> Model:
    if kind == "conv":
        return ops.conv_2d(IMAGE, Weights(zeros(3, 2, 2, 2), [0.1], BIAS), (1, 0), (1, 1), VALID)
    if kind == "depthwise":
        weights = Weights(zeros(1, 2, 2, 2), [0.1], BIAS[:2])
        return ops.depthwise_conv_2d(IMAGE, weights, (1, 0), (1, 1), VALID)
    return ops.fully_connected(Int8((2, 10)), Weights(zeros(3, 10), [0.1], BIAS), (1, 0))


BIAS = np.zeros(3, np.int32)
ADD = OPERATORS["add"]
JOINED = ops.concatenation([Int8((2,)), Constant(zeros(3))], 0)
# a sound model, the change, and how the message begins
WRONG: dict[str, tuple[Model, Change, str]] = {
    "operand with several scales": (
        ops.add(Int8((2,)), Constant(zeros(2)), (1, 0)),
        set_tensor(1, quantization=per_channel((2,))),
        "E_QUANT: operand's number of scales",
    ),
    "operand of another type": (
        ops.add(Int8((2,)), Constant(zeros(2)), (1, 0)),
        set_tensor(1, type=c.TYPE_UINT8, quantization=None),
        "E_UNSUPPORTED: operand is not",
    ),
    "part with several scales": (
        JOINED,
        set_tensor(1, quantization=per_channel((3,))),
        "E_QUANT: operator's tensors",
    ),
    "product's scale": (OPERATORS["mul"], set_scale(2, 1e-30), "E_QUANT: shift of the operator"),
    "product's activation": (
        OPERATORS["mul"],
        set_option("fused_activation_function", 9),
        "E_UNSUPPORTED: operator's fused",
    ),
    "sum's activation": (
        ADD,
        set_option("fused_activation_function", 9),
        "E_UNSUPPORTED: operator's fused",
    ),
    "padding value of another type": (
        with_value((1,), type=c.TYPE_UINT8),
        nothing,
        "E_UNSUPPORTED: padding value",
    ),
    "two padding values": (with_value((2,)), nothing, "E_UNSUPPORTED: padding value"),
    "padding value with two scales": (
        with_value((1,), quantization=per_channel((1,))),
        set_scale(2, 0.05, 1),
        "E_QUANT: operator's tensors",
    ),
    "softmax of a scalar": (ops.softmax(Int8(())), nothing, "E_UNSUPPORTED"),
    "logistic of a scale that vanishes": (
        OPERATORS["logistic"],
        set_scale(0, 1e-30),
        "E_QUANT: scale too small or large for LOGISTIC",
    ),
    "mean that keeps another rank": (
        ops.mean(IMAGE, 1, (0.1, 0), keep_dims=True),
        set_tensor(2, shape=(1, 4, 2)),
        "E_SHAPE: extent",
    ),
    "weights of one channel": (wide_conv(256), nothing, "E_UNSUPPORTED: weights of one output"),
    "taps of a depthwise kernel": (wide_depthwise(256), nothing, "E_UNSUPPORTED: taps"),
    "rank of a convolution's weights": (
        OPERATORS["conv_2d"],
        set_tensor(1, shape=(3, 3, 8)),
        "E_SHAPE: rank of a convolution's tensor",
    ),
    "dimension of the weights' scales": (
        OPERATORS["conv_2d"],
        set_tensor(1, quantization=per_channel((0, 3))),
        "E_QUANT: weights' quantized dimension",
    ),
} | {
    f"{what} of {name}": (model, change, code)
    for name, model in (
        ("a convolution", biased("conv")),
        ("a depthwise convolution", biased("depthwise")),
        ("a dense layer", biased("dense")),
    )
    for what, change, code in (
        ("weights' type", set_tensor(1, type=c.TYPE_UINT8), "E_UNSUPPORTED: weights' type"),
        ("computed weights", make_input(1), "E_UNSUPPORTED: weights that are not constant"),
        ("computed bias", make_input(2), "E_UNSUPPORTED: activation's type"),
        ("bias's type", as_bytes(2), "E_UNSUPPORTED: bias that"),
        (
            "activation",
            set_option("fused_activation_function", 7),
            "E_UNSUPPORTED: operator's fused activation",
        ),
    )
}


def with_operand(place: int, operand: int) -> Change:
    """Another tensor, or none (-1), at a place among the operator's inputs."""

    def change(model: Model) -> None:
        model.operators[0].inputs[place] = operand

    return change


def set_weights(place: int, **fields: object) -> Change:
    """Changes the tensor at a place among the operator's inputs."""

    def change(model: Model) -> None:
        set_tensor(model.operators[0].inputs[place], **fields)(model)

    return change


LSTM, SVDF = OPERATORS["unidirectional_sequence_lstm"], OPERATORS["svdf"]
HIDDEN, CELL, MEMORY = 18, 19, 4
WRONG |= {
    "LSTM with peepholes": (LSTM, with_operand(9, 9), "E_UNSUPPORTED: LSTM with"),
    "LSTM with a projection": (LSTM, with_operand(16, 1), "E_UNSUPPORTED: LSTM with"),
    "LSTM with layer normalization": (LSTM, with_operand(23, 9), "E_UNSUPPORTED: LSTM with"),
    "LSTM without a bias": (LSTM, with_operand(13, -1), "E_INDEX"),
    "LSTM without a hidden state": (LSTM, with_operand(HIDDEN, -1), "E_INDEX"),
    "LSTM without a cell": (LSTM, with_operand(CELL, -1), "E_INDEX"),
    "activation of an LSTM": (
        LSTM,
        set_option("fused_activation_function", 1),
        "E_UNSUPPORTED: operator's fused",
    ),
    "LSTM's state of another type": (
        LSTM,
        set_weights(CELL, type=c.TYPE_INT8, quantization=quantization(2**-11)),
        "E_UNSUPPORTED: state that is no variable",
    ),
    "LSTM's cell scale between powers of two": (
        LSTM,
        set_weights(CELL, quantization=quantization(0.0005)),
        "E_QUANT: LSTM's cell scale",
    ),
    "LSTM's cell scale above 4": (
        LSTM,
        set_weights(CELL, quantization=quantization(8.0)),
        "E_QUANT: LSTM's cell scale",
    ),
    "LSTM's cell zero point": (
        LSTM,
        set_weights(CELL, quantization=quantization(2**-11, 1)),
        "E_QUANT: tensor's zero point",
    ),
    "LSTM's hidden scale": (
        LSTM,
        set_weights(HIDDEN, quantization=quantization(1e-10)),
        "E_QUANT: shift of the operator",
    ),
    "values of an LSTM's cell": (LSTM, set_weights(CELL, shape=(1, 7)), "E_SHAPE: values of"),
    "values of an LSTM's hidden state": (LSTM, set_weights(HIDDEN, shape=(2, 6)), "E_SHAPE"),
    "columns of an LSTM's weights": (
        LSTM,
        set_weights(7, shape=(6, 5), data=bytes(30)),
        "E_SHAPE: shape of an LSTM's weights",
    ),
    "zero point of an LSTM's weights": (
        LSTM,
        set_weights(3, quantization=quantization(0.01, 1)),
        "E_QUANT: weights' zero point",
    ),
    "scales of an LSTM's weights": (
        LSTM,
        set_weights(3, quantization=per_channel((6, 5))),
        "E_QUANT: scales of weights that have one",
    ),
    "SVDF's filters that are no multiple of its rank": (SVDF, set_option("rank", 4), "E_SHAPE"),
    "SVDF of rank 0": (SVDF, set_option("rank", 0), "E_SHAPE: rank of an SVDF"),
    "SVDF's memory of another length": (SVDF, set_weights(MEMORY, shape=(1, 23)), "E_SHAPE"),
    "SVDF's memory of another type": (
        SVDF,
        set_weights(MEMORY, type=c.TYPE_INT16),
        "E_UNSUPPORTED: state that is no variable",
    ),
    "SVDF's bias' scale": (
        SVDF,
        set_weights(3, quantization=quantization(0.0021)),
        "E_QUANT: bias' scale",
    ),
    "SVDF's time weights with a zero point": (
        SVDF,
        set_weights(2, quantization=quantization(0.02, 1)),
        "E_QUANT: weights' zero point",
    ),
    "SVDF's scales": (SVDF, set_weights(1, quantization=quantization(1e38)), "E_QUANT"),
}
