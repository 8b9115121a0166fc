"""Inputs of layers against the runtime's own outputs: weights times inputs must give them."""

import numpy as np
import pytest

from seedlite.codec.centralize import weight_tensor
from seedlite.model.layers import bias_of, layers
from seedlite.model.parse import parse
from seedlite.model.strip import strip
from seedlite.search.calibrated.activations import Arenas
from seedlite.search.calibrated.inputs import choose_rows, input_rows
from tests.support import zoo
from tests.support.builders import planned
from tests.support.operators import OPERATORS

SAMPLES = 5
NETWORKS = ["mlp", "plain_cnn", "residual_separable", "padded", "shuffle"]
LAYERS = ["conv_2d_dilated", "depthwise_dilated", "transpose_conv"]


def random_states(model) -> Arenas:
    shape = model.tensors[model.inputs[0]].shape[1:]
    x = np.random.default_rng(0).integers(-128, 128, (SAMPLES, *shape)).astype(np.int8)
    return Arenas(model, x)


@pytest.mark.parametrize("name", NETWORKS + LAYERS)
def test_input_rows_times_weights_are_the_outputs_of_every_layer(name):
    file = zoo.tflite(name) if name in NETWORKS else planned(OPERATORS[name])
    model = strip(parse(file))
    states = random_states(model)
    for layer in layers(model):
        operator = model.operators[layer.operator]
        source, target = (model.tensors[t] for t in (operator.source, operator.outputs[0]))
        states.advance(model, layer.operator)
        rows = choose_rows(model, layer, SAMPLES)
        inputs = input_rows(model, layer, states, rows) * source.scale
        tensor = weight_tensor(model, layer)
        weights = tensor.order.rows(tensor.values)
        bias = bias_of(operator)
        if inputs.shape[1] == 1:
            sums = inputs[:, 0] @ weights.T
        else:
            sums = np.einsum("rft,ft->rf", inputs, weights)
        if bias is not None:
            tensor = model.tensors[bias]
            sums = sums + tensor.array() * tensor.quantization.scales.astype(np.float64)
        states.advance(model, layer.operator + 1)
        outputs = states.tensor(model, operator.outputs[0]).reshape(-1, len(weights))
        steps = sums / target.scale + target.zero_point
        inside = np.abs(outputs) < 127
        # clamped outputs of ReLU and ReLU6 say nothing about the sum
        inside &= (outputs > outputs.min()) & (outputs < outputs.max())
        assert inside.sum() >= 5
        assert np.abs(steps - outputs)[inside].max() <= 1.01


def test_choose_rows_of_many_takes_the_same_part_every_time(monkeypatch):
    monkeypatch.setattr("seedlite.search.calibrated.inputs.MAX_ROWS", 50)
    model = strip(parse(zoo.tflite("plain_cnn")))
    first = layers(model)[0]
    rows = choose_rows(model, first, SAMPLES)
    assert len(rows) == 50
    assert len(np.unique(rows)) == 50
    assert rows.max() < SAMPLES * 12 * 10
    assert np.array_equal(rows, choose_rows(model, first, SAMPLES))


def test_states_advanced_in_steps_are_what_the_whole_network_gives():
    from seedlite.interpreters.host import Runtime
    from seedlite.prepare.runnable import deployable

    file = deployable(zoo.tflite("residual_separable"))
    model = parse(file)
    shape = model.tensors[model.inputs[0]].shape[1:]
    x = np.random.default_rng(1).integers(-128, 128, (SAMPLES, *shape)).astype(np.int8)
    states = Arenas(model, x)
    for end in (1, 4, len(model.operators)):
        states.advance(model, end)
    assert np.array_equal(states.tensor(model, model.outputs[0]), Runtime(file)(x))
