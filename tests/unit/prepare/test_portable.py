"""Portable files: seedlite's own tools, and TFLM on the expanded file."""

from dataclasses import replace

import numpy as np
import pytest

import seedlite
from seedlite.errors import BadInputError, UnsupportedError
from seedlite.format.constants import (
    ARENA_PLAN_NAME,
    OP_DEQUANTIZE,
    OP_EXPAND_DIMS,
    OP_QUANTIZE,
    TYPE_FLOAT32,
    TYPE_INT8,
    TYPE_INT32,
)
from seedlite.interpreters.tflm import TFLM
from seedlite.model.graph import Operator, Signature, Tensor
from seedlite.model.pack import pack
from seedlite.model.parse import parse, read_graph
from seedlite.model.signatures import with_interface
from tests.support.builders import dense_model, quantization
from tests.support.operators.unidirectional_sequence_lstm import Lstm, lstm
from tests.support.portable import joined, outputs_here, random_inputs
from tests.support.zoo import tflite

LSTM = pack(lstm(Lstm(inputs=17, units=16, seed=1)))
METHODS = (
    {"bits": 2},
    {"bits": 4, "layers": "CONV"},  # depthwise, too
    {"method": "layer"},
    {"method": "unitary"},
    {"method": "batch", "batch_size": 20},
)


@pytest.fixture(scope="module")
def original() -> bytes:
    """A dense network with float32 ports and a signature."""
    model = dense_model(24, 40)
    graph = replace(model, tensors=[*model.tensors], operators=[*model.operators])
    count = len(graph.tensors)
    graph.tensors += [Tensor((1, 40), TYPE_FLOAT32, name="x:0")]
    graph.tensors += [Tensor((1, 24), TYPE_FLOAT32, name="y:0")]
    graph.operators = [
        Operator(OP_QUANTIZE, [count], [0]),
        *graph.operators,
        Operator(OP_DEQUANTIZE, [3], [count + 1], version=2),
    ]
    graph.inputs, graph.outputs = [count], [count + 1]
    graph.signatures = [Signature("serve", {"x": count}, {"y": count + 1})]
    return pack(graph)


@pytest.mark.parametrize("method", METHODS, ids=str)
def test_portable_file_gives_the_bytes_of_the_other_form_and_of_tflm(method):
    source = tflite("residual_separable")
    file = seedlite.convert(source, portable=True, **method).file
    inputs = random_inputs(source)
    expected = outputs_here(seedlite.convert(source, **method).file, inputs)
    assert outputs_here(file, inputs) == expected
    assert joined(TFLM(seedlite.expand(file)).invoke(inputs)) == expected


def test_portable_file_has_the_originals_interface(original):
    file = seedlite.convert(original, bits=2, portable=True).file
    for made in (file, seedlite.expand(file)):
        model = with_interface(read_graph(made), made)
        named = [(model.tensors[t].name, model.tensors[t].type) for t in model.inputs]
        assert named == [("x:0", TYPE_FLOAT32)]
        assert [model.tensors[t].name for t in model.outputs] == ["y:0"]
        assert model.signatures == [
            Signature("serve", {"x": model.inputs[0]}, {"y": model.outputs[0]})
        ]
        assert ARENA_PLAN_NAME not in model.metadata


def test_portable_file_needs_no_operator_beyond_the_originals(original):
    made = read_graph(seedlite.convert(original, bits=2, portable=True).file)
    assert {o.code for o in made.operators if not o.is_decode} == {
        o.code for o in read_graph(original).operators
    }


def test_operator_that_the_original_lacks_is_noted():
    model = dense_model(24, 40)
    shape = Tensor((1,), TYPE_INT32, np.array([1], "<i4").tobytes())
    wide = Tensor((1, 1, 24), TYPE_INT8, None, quantization(0.5, -2), "wide")
    count = len(model.tensors)
    model.tensors += [shape, wide]
    model.operators.append(Operator(OP_EXPAND_DIMS, [3, count], [count + 1]))
    model.outputs = [count + 1]
    notes = seedlite.convert(pack(model), bits=2, portable=True).report.notes
    assert "the file needs RESHAPE, which the original does without: register it, too" in notes


def test_portable_file_keeps_within_the_budget(original):
    for budget in (2400, 3000):
        found = seedlite.convert(original, budget=budget, portable=True)
        assert len(found.file) <= budget
        assert found.report.file_bytes == len(found.file)


def test_tools_read_a_portable_file_like_the_other_form(original, tmp_path):
    file, other = (seedlite.convert(original, bits=4, portable=p).file for p in (True, False))
    x = np.random.default_rng(0).normal(size=(5, 40)).astype(np.float32)
    assert np.array_equal(seedlite.run(file, x).outputs, seedlite.run(other, x).outputs)
    found, expected = seedlite.inspect(file), seedlite.inspect(other)
    assert found.weights == expected.weights
    assert found.inputs == expected.inputs
    assert seedlite.export([file], tmp_path / "c") == seedlite.export([file], tmp_path / "d")


def test_lstm_stays_int8_with_a_note():
    found = seedlite.convert(LSTM, bits=4, portable=True)
    assert any("UNIDIRECTIONAL_SEQUENCE_LSTM" in note for note in found.report.notes)
    inputs = random_inputs(LSTM)
    expected = joined(TFLM(seedlite.expand(found.file)).invoke(inputs))
    assert outputs_here(found.file, inputs) == expected


def test_recipe_that_centralizes_an_lstm_is_refused():
    recipe = seedlite.convert(LSTM, bits=4).report.recipe
    with pytest.raises(UnsupportedError, match="make them stored, or leave `portable` out"):
        seedlite.convert(LSTM, recipe=recipe, portable=True)


def test_damaged_portable_file_is_refused(original):
    file = bytearray(seedlite.convert(original, bits=2, portable=True).file)
    encoded = next(o for o in parse(bytes(file)).operators if o.is_decode).inputs[0]
    data = parse(bytes(file)).tensors[encoded].data
    assert data is not None
    file[bytes(file).index(data)] ^= 1
    for read in (seedlite.inspect, seedlite.expand, seedlite.Runtime):
        with pytest.raises(BadInputError, match="checksum"):
            read(bytes(file))
