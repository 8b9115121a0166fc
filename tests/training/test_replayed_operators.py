"""Every operator as training replays it, with several samples at once, against the runtime, which
takes one at a time."""

import dataclasses
import math

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.errors import BadInputError, UnsupportedError
from seedlite.format import constants as c
from seedlite.interpreters.host import Runtime
from seedlite.model.graph import Model
from seedlite.model.names import OPERATOR_NAMES
from seedlite.model.schema import RUNTIME
from seedlite.training.network import Teacher
from seedlite.training.operators import ACTIVATIONS, REPLAYS, WEIGHTED
from tests.support import operators, ops
from tests.support.builders import planned, quantization
from tests.support.comparing import random_int8
from tests.support.operator_strategies import images, paddings, pairs, quantizations, seeds, weights
from tests.support.ops import Constant, Int8
from tests.support.single_port import SCALE, ZERO_POINT, single_port
from tests.support.streaming import streaming_model

EXAMPLES = settings(max_examples=20, deadline=None, report_multiple_bugs=False)
# The others round: training once, from real numbers, the runtime in fixed point, often twice. Each
# of its roundings is to the nearest, so that both results are neighbours at most.
EXACT = {
    c.OP_CONCATENATION,
    c.OP_MAX_POOL_2D,
    c.OP_PAD,
    c.OP_PADV2,
    c.OP_RELU6,
    c.OP_RESHAPE,
    c.OP_SPLIT,
    c.OP_STRIDED_SLICE,
    c.OP_TRANSPOSE,
}


# Of these the runtime copies the integers, however input and output are quantized.
COPYING = {
    c.OP_PAD,
    c.OP_RELU6,
    c.OP_RESHAPE,
    c.OP_SPLIT,
    c.OP_STRIDED_SLICE,
    c.OP_TRANSPOSE,
}


@pytest.fixture(scope="module", autouse=True)
def eagerly():
    """Without a graph traced for each model."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


def steps_apart(model: Model, samples: int, seed: int) -> int:
    """The largest difference of any output, over a mini-batch of `samples`."""
    model = single_port(model)
    size = model.tensors[model.inputs[0]].count
    x = random_int8(np.random.default_rng(seed), (samples, size))
    expected = Runtime(planned(model))(x)
    output = model.tensors[model.outputs[0]].quantization
    real = Teacher(model, "m.tflite")(tf.constant((x - np.float32(ZERO_POINT)) * SCALE, tf.float32))
    found = np.rint(real.numpy() / output.scales[0] + output.zero_points[0])
    assert found.shape == expected.shape
    return int(np.abs(found - expected).max())


def requantize(model: Model, scale: float, zero_point: int) -> None:
    for index in model.outputs:
        model.tensors[index].quantization = quantization(scale, zero_point)


def sizes_of(model: Model) -> st.SearchStrategy:
    """Numbers of samples: every extent of the model's tensors, channels too, and others."""
    extents = {e for tensor in model.tensors for e in tensor.shape if e <= 9}
    return st.sampled_from(sorted(extents | {1, 2, 3}))


extents = st.integers(1, 4)
activations = st.sampled_from(sorted(ACTIVATIONS))


@st.composite
def tensors(draw: st.DrawFn, least_rank: int = 0, most_rank: int = 6) -> Int8:
    shape = draw(st.lists(extents, min_size=least_rank, max_size=most_rank))
    most = 1 if len(shape) > 4 else 6
    return Int8(tuple(min(e, most + e % 2) for e in shape), *draw(quantizations))


@st.composite
def binary(draw: st.DrawFn, operation) -> Model:
    """Of all broadcasts, scalars too; one operand may be constant."""
    shape = draw(st.lists(extents, max_size=5))
    operands = []
    for cut in (0, draw(st.integers(0, len(shape)))):
        part = tuple(e if draw(st.booleans()) else 1 for e in shape[cut:])
        operands.append(Int8(part, *draw(quantizations)))
    if draw(st.booleans()):
        values = random_int8(np.random.default_rng(draw(seeds)), operands[1].shape)
        operands[1] = Constant(values, operands[1].scale, operands[1].zero_point)
    a, b = draw(st.permutations(operands))
    return operation(a, b, draw(quantizations), draw(activations))


@st.composite
def pooled(draw: st.DrawFn, pool) -> Model:
    return pool(*(draw(s) for s in (images(2), pairs, pairs, paddings, activations)))


@st.composite
def convolution(draw: st.DrawFn) -> Model:
    x, outputs, kernel = draw(images()), draw(st.integers(1, 9)), draw(pairs)
    w = draw(weights((outputs, *kernel, x.shape[3]), outputs))
    options = (draw(s) for s in (quantizations, pairs, paddings, activations))
    return ops.conv_2d(x, w, *options)


@st.composite
def depthwise(draw: st.DrawFn) -> Model:
    x, kernel = draw(images()), draw(pairs)
    outputs = x.shape[3] * draw(st.integers(1, 3))
    w = draw(weights((1, *kernel, outputs), outputs))
    options = (draw(s) for s in (quantizations, pairs, paddings, activations))
    return ops.depthwise_conv_2d(x, w, *options)


@st.composite
def dense(draw: st.DrawFn) -> Model:
    """Rows of inputs of up to three dimensions, which the output may keep or not."""
    x, outputs = draw(tensors(1, 3)), draw(st.integers(1, 9))
    w = draw(weights((outputs, x.shape[-1]), outputs))
    model = ops.fully_connected(x, w, draw(quantizations), draw(activations))
    if draw(st.booleans()):
        output = model.tensors[model.outputs[0]]
        output.shape = (output.count // outputs, outputs)
    return model


@st.composite
def concatenated(draw: st.DrawFn) -> Model:
    x = draw(tensors(1, 5))
    axis = draw(st.integers(-len(x.shape), len(x.shape) - 1))
    parts: list[Int8 | Constant] = [x]
    for constant in draw(st.lists(st.booleans(), max_size=3)):
        shape = list(x.shape)
        shape[axis] = draw(extents)
        values = random_int8(np.random.default_rng(draw(seeds)), tuple(shape))
        part = Int8(tuple(shape), x.scale, x.zero_point)
        parts.append(Constant(values, x.scale, x.zero_point) if constant else part)
    return ops.concatenation(draw(st.permutations(parts)), axis)


@st.composite
def split(draw: st.DrawFn) -> Model:
    x, count = draw(tensors(1, 5)), draw(extents)
    axis = draw(st.integers(-len(x.shape), len(x.shape) - 1))
    shape = list(x.shape)
    shape[axis] *= count
    return ops.split(Int8(tuple(shape), x.scale, x.zero_point), axis, count)


@st.composite
def padded(draw: st.DrawFn, values: st.SearchStrategy) -> Model:
    x = draw(tensors(1, 6))
    few = st.integers(0, 1 if len(x.shape) > 4 else 2)
    return ops.pad(x, [draw(st.tuples(few, few)) for _ in x.shape], draw(values))


@st.composite
def reduced(draw: st.DrawFn) -> Model:
    """Axes may be named twice."""
    x = draw(tensors(1, 5))
    rank = len(x.shape)
    axes = draw(st.lists(st.integers(-rank, rank - 1), min_size=1, max_size=rank))
    return ops.mean(x, axes, draw(quantizations), draw(st.booleans()))


@st.composite
def reshaped(draw: st.DrawFn) -> Model:
    x = draw(tensors(0, 3))
    cut = draw(st.integers(0, len(x.shape)))
    lead = draw(st.lists(st.just(1), max_size=2))
    return ops.reshape(x, (*lead, *x.shape[:cut], math.prod(x.shape[cut:])))


@st.composite
def sliced(draw: st.DrawFn) -> Model:
    x = draw(tensors(1, 6))
    bounds = st.one_of(st.none(), st.integers(-8, 8))
    chosen: list[slice | int] = []
    for extent in x.shape:
        some = st.builds(slice, bounds, bounds, st.sampled_from([None, 2, 100, -1, -2])).filter(
            lambda s, extent=extent: len(range(extent)[s]) > 0
        )
        chosen.append(draw(st.one_of(some, st.integers(-extent, extent - 1))))
    return ops.strided_slice(x, chosen)


@st.composite
def transposed(draw: st.DrawFn) -> Model:
    x = draw(tensors(1, 6))
    return ops.transpose(x, draw(st.permutations(range(len(x.shape)))))


MODELS = {
    c.OP_ADD: binary(ops.add),
    c.OP_AVERAGE_POOL_2D: pooled(ops.average_pool_2d),
    c.OP_CONCATENATION: concatenated(),
    c.OP_CONV_2D: convolution() | operators.EXAMPLES["conv_2d_dilated"].drawn,
    c.OP_DEPTHWISE_CONV_2D: depthwise() | operators.EXAMPLES["depthwise_dilated"].drawn,
    c.OP_FULLY_CONNECTED: dense(),
    c.OP_LOGISTIC: st.builds(ops.logistic, tensors()),
    c.OP_MAX_POOL_2D: pooled(ops.max_pool_2d),
    c.OP_MEAN: reduced(),
    c.OP_MUL: binary(ops.mul),
    c.OP_PAD: padded(st.none()),
    c.OP_PADV2: padded(st.integers(-128, 127)),
    c.OP_QUANTIZE: st.builds(ops.quantize, tensors(), quantizations),
    c.OP_RELU: st.builds(ops.relu, tensors(), quantizations),
    c.OP_RELU6: st.builds(ops.relu6, tensors()),
    c.OP_RESHAPE: reshaped(),
    c.OP_SOFTMAX: st.builds(ops.softmax, tensors(1, 4), st.floats(0.5, 2)),
    c.OP_SPLIT: split(),
    c.OP_STRIDED_SLICE: sliced(),
    c.OP_TRANSPOSE: transposed(),
}


@pytest.mark.parametrize("code", sorted(MODELS), ids=lambda code: OPERATOR_NAMES[code])
@given(st.data(), seeds)
@EXAMPLES
def test_operator_replayed_with_a_mini_batch_gives_what_the_runtime_gives(code, data, seed):
    model = data.draw(MODELS[code])
    if code in COPYING and data.draw(st.booleans()):
        requantize(model, *data.draw(quantizations))
    samples = data.draw(sizes_of(model))
    assert steps_apart(model, samples, seed) <= (code not in EXACT)


def single_operators(model: Model) -> list[Model]:
    return [dataclasses.replace(model, operators=[one]) for one in model.operators]


# those of variables are in no model alone
EXAMPLE_MODELS = [*operators.OPERATORS.values(), *single_operators(streaming_model())]


def test_every_operator_is_replayed_or_refused_by_name():
    assert MODELS.keys() == {*WEIGHTED} | REPLAYS.keys()
    for code in RUNTIME.keys() - MODELS.keys():
        model = next(m for m in EXAMPLE_MODELS if m.operators[0].code == code)
        with pytest.raises(UnsupportedError, match=f" {OPERATOR_NAMES[code]} is not among"):
            Teacher(single_port(model), "model")


def test_replay_has_every_activation_that_the_runtime_has():
    """ActivationFunctionType goes to 5; of FULLY_CONNECTED, and so of all."""
    taken = set()
    for activation in range(6):
        model = ops.add(Int8((1, 4)), Int8((1, 4)), (0.1, 0), activation)
        try:
            Runtime(planned(model))
            taken.add(activation)
        except BadInputError:
            pass
    assert taken == set(ACTIVATIONS)


@pytest.mark.parametrize("activation", [c.ACTIVATION_RELU_N1_TO_1, c.ACTIVATION_RELU6])
@pytest.mark.parametrize("scale", [0.4, 2.0, 4.0, 12.0])  # limits of half a step among them
def test_limits_of_activations_are_rounded_as_the_runtime_does(activation, scale):
    model = ops.add(Int8((1, 64), 8.0), Constant(np.zeros((1, 64))), (scale, 5), activation)
    assert steps_apart(model, 3, 0) == 0


def test_replay_of_an_operator_that_it_lacks_is_refused_by_name(monkeypatch):
    monkeypatch.delitem(REPLAYS, c.OP_RELU)
    with pytest.raises(UnsupportedError, match=r"m\.tflite: operator 0 RELU is not among"):
        Teacher(ops.relu(Int8((1, 4)), (0.1, 0)), "m.tflite")


def test_replay_of_an_activation_that_it_lacks_is_refused_by_name():
    model = ops.add(Int8((1, 4)), Constant(np.zeros((1, 4))), (0.1, 0), activation=4)
    with pytest.raises(UnsupportedError, match=r"operator 0 ADD: .* fused activation 4"):
        Teacher(model, "m.tflite")
