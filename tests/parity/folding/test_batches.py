"""Convolutions between SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND become dilated ones with the bytes
of the original."""

import numpy as np
import pytest

from seedlite.format import constants as c
from seedlite.interpreters.host import Runtime
from seedlite.interpreters.litert import LiteRT
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.pack import pack
from seedlite.prepare.folding.fold import fold
from seedlite.prepare.runnable import deployable
from tests.support.builders import quantization
from tests.support.comparing import assert_runs_as_tflm, random_inputs
from tests.support.ops import Graph, Int8, Weights

SCALE, ZERO_POINT = 0.05, 3


def atrous(
    code: int, shape: tuple[int, ...], block: list[int], pads: list[int], crops: list[int]
) -> Model:
    """A 3x3 convolution of every block-th pixel, written with batches."""
    g, rng = Graph(), np.random.default_rng(0)
    few = [
        (e + p + q) // b
        for e, p, q, b in zip(shape[1:3], pads[::2], pads[1::2], block, strict=True)
    ]
    batches, filters = block[0] * block[1], 4
    sizes = [
        (f - 2) * b - p - q for f, b, p, q in zip(few, block, crops[::2], crops[1::2], strict=True)
    ]
    kernel = (1, 3, 3, filters) if code == c.OP_DEPTHWISE_CONV_2D else (filters, 3, 3, shape[3])
    weights = Weights(
        rng.integers(-127, 128, kernel, np.int8), [0.01], rng.integers(-900, 900, filters)
    )
    activations = [
        g.operand(Int8(tuple(s), SCALE, ZERO_POINT)) for s in (shape, (batches, *few, shape[3]))
    ] + [
        g.operand(Int8(tuple(s), 0.4, 5))
        for s in ((batches, few[0] - 2, few[1] - 2, filters), (1, *sizes, filters))
    ]
    whole = g.model(
        c.OP_SPACE_TO_BATCH_ND,
        [activations[0], g.integers(block), g.integers(np.reshape(pads, (-1, 2)))],
        [activations[1]],
    )
    options = {"padding": 1, "stride_h": 1, "stride_w": 1}
    if code == c.OP_DEPTHWISE_CONV_2D:
        options["depth_multiplier"] = filters // shape[3]
    parts = g.weights(weights, 3 if code == c.OP_DEPTHWISE_CONV_2D else 0, SCALE)
    crop = g.integers(np.reshape(crops, (-1, 2)))
    whole.operators += [
        Operator(code, [activations[1], *parts], [activations[2]], options),
        Operator(
            c.OP_BATCH_TO_SPACE_ND, [activations[2], g.integers(block), crop], [activations[3]]
        ),
    ]
    whole.outputs = [activations[3]]
    return whole


CODES = [c.OP_CONV_2D, c.OP_DEPTHWISE_CONV_2D]


@pytest.mark.parametrize("code", CODES)
def test_convolution_of_batches_without_padding_is_dilated_with_the_bytes_of_tflm(code):
    model = atrous(code, (1, 8, 9, 2), [2, 3], [0, 0, 0, 0], [0, 0, 0, 0])
    assert [o.code for o in fold(model).model.operators] == [code]
    file = pack(model)
    assert_runs_as_tflm(deployable(file), file, random_inputs(file, 3))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("shape", "block", "pads", "crops"),
    [
        ((1, 8, 9, 2), [2, 3], [2, 2, 3, 3], [0, 0, 0, 0]),
        ((1, 7, 8, 2), [2, 3], [2, 3, 3, 4], [0, 1, 0, 1]),
    ],
)
def test_padded_convolution_of_batches_is_dilated_with_the_bytes_of_litert(
    code, shape, block, pads, crops
):
    """TFLM pads batches with bytes that it has not set."""
    model = atrous(code, shape, block, pads, crops)
    (operator,) = fold(model).model.operators
    assert operator.option("padding") == c.PADDING_SAME
    file = pack(model)
    runtime, litert = Runtime(deployable(file)), LiteRT(file)
    for inputs in random_inputs(file, 3):
        np.testing.assert_array_equal(runtime(inputs)[0], litert.invoke(inputs)[0])


@pytest.mark.parametrize(
    ("pads", "crops"), [([2, 2, 2, 2], [1, 1, 1, 1]), ([4, 0, 2, 2], [0, 0, 0, 0])]
)
def test_convolution_of_batches_with_other_padding_stays(pads, crops):
    model = atrous(c.OP_CONV_2D, (1, 8, 8, 2), [2, 2], pads, crops)
    assert len(fold(model).model.operators) == 3


def test_batches_that_another_operator_reads_stay():
    model = atrous(c.OP_CONV_2D, (1, 8, 8, 2), [2, 2], [0, 0, 0, 0], [0, 0, 0, 0])
    model.tensors.append(Tensor((4, 2, 2, 4), c.TYPE_INT8, None, quantization(0.4, 5)))
    model.operators.append(
        Operator(c.OP_RELU, [model.operators[1].outputs[0]], [len(model.tensors) - 1])
    )
    model.outputs.append(len(model.tensors) - 1)
    codes = [o.code for o in fold(model).model.operators]
    assert codes == [c.OP_SPACE_TO_BATCH_ND, c.OP_CONV_2D, c.OP_BATCH_TO_SPACE_ND, c.OP_RELU]
