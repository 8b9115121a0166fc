"""Layers that make up for errors of what their outputs are added to."""

from dataclasses import replace

import numpy as np
import pytest

from seedlite.allocate.file_form import FileForm
from seedlite.codec import CodedModel, correct_bias, editable
from seedlite.data.samples import quantized_samples
from seedlite.execution.run import run
from seedlite.format.constants import OP_ADD
from seedlite.keras.backend import import_keras
from seedlite.keras.quantize import quantize
from seedlite.model import Model, layers
from seedlite.model.parse import parse
from seedlite.model.strip import strip
from seedlite.search.calibrated.activations import Arenas
from seedlite.search.calibrated.additions import Additions
from seedlite.search.calibrated.sensitivity import output_error
from tests.support.seeded_coders import seeded_coder

keras = import_keras()
SHAPE = (8, 8, 4)


def samples(count: int) -> np.ndarray:
    return np.random.default_rng(count).uniform(-1, 1, (count, *SHAPE)).astype(np.float32)


def network(own: int, other: int | None, activation: str | None = None) -> bytes:
    """Returns an int8 network that adds a convolution of `own` x `own` taps to one of `other` x
    `other`, or to its inputs."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(5)
    x = source = keras.Input(SHAPE)
    x = shortcut = keras.layers.Conv2D(12, 3, padding="same", activation="relu")(x)
    if other is not None:
        shortcut = keras.layers.Conv2D(12, other, padding="same", name="other")(x)
    x = keras.layers.Conv2D(12, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(12, own, padding="same", activation=activation, name="own")(x)
    x = keras.layers.ReLU()(keras.layers.Add()([x, shortcut]))
    return quantize(keras.Model(source, keras.layers.Flatten()(x)), samples(32))


def operands(model: Model) -> list[int]:
    """Returns the operators whose outputs are added, in the graph's order."""
    (addition,) = (o for o in model.operators if o.code == OP_ADD)
    return [n for n, o in enumerate(model.operators) if o.outputs[0] in addition.inputs]


def additions_of(model: Model) -> Additions:
    return Additions(model, {layer.place for layer in layers(model)})


def places(model: Model) -> dict[int, int]:
    """Returns before which operators layers are coded, by operator, in the order of coding."""
    return {layer.operator: at for layer, at in additions_of(model).order()}


@pytest.mark.parametrize(("own", "other"), [(3, 1), (1, 3)])
def test_of_two_added_layers_the_larger_is_coded_last(own, other):
    model = strip(parse(network(own, other)))
    first, last = operands(model)
    counts = [model.tensors[model.operators[n].inputs[1]].count for n in (first, last)]
    order = list(places(model))
    assert (order.index(first) < order.index(last)) == (counts[0] < counts[1])
    assert sorted(order) == [layer.operator for layer in layers(model)]


def test_layer_whose_inputs_come_later_keeps_its_place():
    model = strip(parse(network(1, None)))
    assert all(operator == at for operator, at in places(model).items())


@pytest.mark.parametrize("other", [None, 1, 3])
def test_addend_has_lost_what_the_coded_network_computes_otherwise(other):
    model = strip(parse(network(3, other)))
    coded = changed(model)
    x = quantized_inputs(model)
    additions = additions_of(model)
    found = 0
    for layer, at in additions.order():
        states = Arenas(model, x), Arenas(model, x)
        for each, of in zip(states, (model, coded), strict=True):
            each.advance(of, at)
        addend = additions.addend(layer, *states, coded)
        if addend is None:
            continue
        found += 1
        index = other_operand(model, layer.operator)
        for each, of in zip(states, (model, coded), strict=True):
            each.advance(of, operands(model)[-1] + 1)
        before, after = (each.tensor(model, index).astype(int) for each in states)
        assert np.any(before != after)
        assert np.array_equal(addend.lost, (before - after).reshape(-1, 12))
        source = model.tensors[model.operators[layer.operator].source]
        assert addend.scale == model.tensors[index].scale / source.scale
    assert found == 1


def other_operand(model: Model, operator: int) -> int:
    (addition,) = (o for o in model.operators if o.code == OP_ADD)
    (index,) = set(addition.inputs) - set(model.operators[operator].outputs)
    return index


def changed(model: Model) -> Model:
    """Returns the model with other weights in its first layer."""
    other = editable(model)
    index = other.operators[layers(model)[0].operator].inputs[1]
    weights = other.tensors[index].array() // 2
    other.tensors[index] = replace(other.tensors[index], data=weights.tobytes())
    return other


def quantized_inputs(model: Model) -> np.ndarray:
    return np.random.default_rng(1).integers(-128, 128, (5, *SHAPE)).astype(np.int8)


def test_rectified_outputs_make_up_for_nothing():
    model = strip(parse(network(3, None, activation="relu")))
    additions = additions_of(model)
    states = Arenas(model, quantized_inputs(model))
    for layer, at in additions.order():
        states.advance(model, at)
        assert additions.addend(layer, states, states, model) is None


@pytest.mark.parametrize("other", [None, 1])
def test_sums_lose_less_where_layers_make_up_for_addends(other, tmp_path, monkeypatch):
    path = tmp_path / "network.tflite"
    path.write_bytes(network(3, other))
    coder = seeded_coder(path, samples(100), bits=2)
    x = quantized_samples(coder.model, samples(200), "x")

    def lost() -> float:
        coded = coder.encode(coder.fallback(2), None)
        before, after = (
            run(file, x).outputs.astype(float)
            for file in (path.read_bytes(), FileForm().pack(coded))
        )
        return float(np.square(after - before).mean())

    with_addends = lost()
    monkeypatch.setattr(Additions, "addend", lambda *_: None)
    assert with_addends < 0.9 * lost()


def test_output_error_counts_sums_not_what_they_are_made_of(tmp_path):
    path = tmp_path / "network.tflite"
    path.write_bytes(network(3, 1))
    model = seeded_coder(path, samples(2)).model
    coded = editable(model)
    for operator, shift in zip(operands(model), (0.05, -0.05), strict=True):
        (layer,) = (each for each in layers(model) if each.operator == operator)
        correct_bias(coded, layer, np.full(12, shift))
    x = quantized_inputs(model)
    index = model.operators[operands(model)[0]].outputs[0]
    steps = 0.05 / model.tensors[index].scale
    assert steps > 2
    assert output_error(model, CodedModel([], coded), x) < 1 < steps**2  # rounding alone
