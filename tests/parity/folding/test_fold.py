"""Folded models give TFLM's bytes of the original."""

from dataclasses import replace

import numpy as np
import pytest

from seedlite.compress.pipeline import convert
from seedlite.format.constants import TYPE_INT32
from seedlite.model.graph import Model
from seedlite.model.names import OPERATOR_NAMES
from seedlite.model.parse import parse
from seedlite.prepare.folding.fold import fold
from seedlite.prepare.runnable import deployable
from seedlite.prepare.stock import expand
from tests.support.comparing import assert_runs_as_tflm, random_inputs, random_rows, rows_of_tflm
from tests.support.corrupted import edited
from tests.support.folding_graphs import MODELS, Graph, reshape_between_ports

SAMPLES = 20
LEFT = {
    "shape_arithmetic": ["RESHAPE", "FULLY_CONNECTED"],
    "expanded_and_squeezed": ["RESHAPE", "MAX_POOL_2D", "PAD", "RESHAPE", "FULLY_CONNECTED"],
    "constant_operands": ["MUL", "RESHAPE", "FULLY_CONNECTED"],
    "dead_operators": ["FULLY_CONNECTED"],
}


def names(model: Model) -> list[str]:
    return [OPERATOR_NAMES[o.code] for o in model.operators]


def assert_same(original: bytes, ready: bytes) -> None:
    assert_runs_as_tflm(ready, original, random_inputs(original, SAMPLES))


@pytest.mark.parametrize("name", MODELS)
def test_fold_leaves_what_depends_on_the_input(name):
    assert names(fold(parse(MODELS[name]())).model) == LEFT[name]


@pytest.mark.parametrize("name", MODELS)
def test_folded_model_gives_the_bytes_of_tflm_on_the_original(name):
    file = MODELS[name]()
    assert_same(file, deployable(file))


def test_reshape_between_two_ports_stays_and_one_before_a_port_leaves():
    file = reshape_between_ports()
    folded = fold(parse(file)).model
    assert names(folded) == ["FULLY_CONNECTED", "RESHAPE"]
    assert_same(file, deployable(file))


@pytest.mark.parametrize("name", MODELS)
def test_converted_file_gives_the_bytes_of_tflm_on_its_expansion(name, tmp_path):
    path = tmp_path / "m.tflite"
    path.write_bytes(MODELS[name]())
    conversion = convert(path, bits=4)
    assert_same(expand(conversion.file), conversion.file)


@pytest.mark.qemu
def test_converted_file_gives_the_bytes_of_tflm_on_a_board(tmp_path, emulated):
    path = tmp_path / "m.tflite"
    path.write_bytes(MODELS["shape_arithmetic"]())
    file = convert(path, bits=4).file
    x = random_rows(file, SAMPLES)
    assert np.array_equal(emulated(file, x), rows_of_tflm(file, x))


def test_fold_keeps_numbers_and_names_of_operators_and_tensors():
    model = fold(parse(MODELS["shape_arithmetic"]())).model
    assert [o.number for o in model.operators] == [3, 4]
    assert model.tensors[model.inputs[0]].name == "in0"


def test_fold_leaves_the_model_it_is_given_as_it_was():
    model = parse(MODELS["expanded_and_squeezed"]())
    before = names(model), [replace(t) for t in model.tensors]
    fold(model)
    assert (names(model), model.tensors) == before


def test_fold_twice_changes_nothing_more():
    once = fold(parse(MODELS["expanded_and_squeezed"]())).model
    again = fold(once)
    assert names(again.model) == names(once)
    assert again.operators == {}


def test_constant_output_of_the_model_stays_computed():
    g = Graph()
    x = g.input(1, 4)
    total = g.do("ADD", [g.noise(1, 4), g.noise(1, 4)], g.int8(1, 4))
    model = g.model(total, g.do("RELU", [x], g.int8(1, 4)))
    assert "ADD" in names(fold(model).model)


def test_operator_without_outputs_is_not_dead():
    g = Graph()
    x = g.input(1, 4)
    g.do("ASSIGN_VARIABLE", [g.int8(1, 4), x], g.int8(1, 4))
    g.operators[0].outputs = []
    assert names(fold(g.model(g.do("RELU", [x], g.int8(1, 4)))).model) == [
        "ASSIGN_VARIABLE",
        "RELU",
    ]


def test_open_batch_is_taken_as_1_and_said(tmp_path):
    def open_batch(model):
        tensor = model.subgraphs[0].tensors[model.subgraphs[0].inputs[0]]
        tensor.shapeSignature = np.array([-1, 4, 4, 2], np.int32)

    path = tmp_path / "m.tflite"
    path.write_bytes(edited(MODELS["shape_arithmetic"](), open_batch))
    report = convert(path, bits=4).report
    assert report["notes"] == ["input 0 'in0': its open batch is taken as 1"]
    assert report["folded_operators"] == {"PACK": 1, "SHAPE": 1, "STRIDED_SLICE": 1}


def test_reshape_with_another_scale_stays():
    """It says that the same integers are other numbers."""
    g = Graph()
    x = g.input(1, 8)
    same = g.do("RESHAPE", [x, g.integers([1, 8])], g.int8(1, 8, scale=0.3))
    file = g.file(g.dense(same))
    assert names(fold(parse(file)).model) == ["RESHAPE", "FULLY_CONNECTED"]
    assert_same(file, deployable(file))


def test_shape_that_does_not_fit_its_tensor_is_not_folded():
    g = Graph()
    x = g.input(1, 8)
    shape = g.do("SHAPE", [x], g.int32(3), out_type=TYPE_INT32)
    back = g.do("RESHAPE", [x, shape], g.int8(8))
    model = g.model(g.do("RELU", [back], g.int8(8)))
    assert "RESHAPE" in names(fold(model).model)
