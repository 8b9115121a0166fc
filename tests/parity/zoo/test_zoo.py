import numpy as np
import pytest

from seedlite.format import constants
from seedlite.model.names import OPERATOR_NAMES
from seedlite.model.schema import RUNTIME
from tests.support import zoo
from tests.support.comparing import rows_of_tflm
from tests.support.interpreters import LiteRT, graph, operators
from tests.support.operators import OPERATORS


@pytest.mark.parametrize("name", zoo.names())
def test_zoo_network_converted_has_exactly_its_operators(name):
    assert set(operators(zoo.tflite(name))) == zoo.OPERATORS[name]


@pytest.mark.parametrize("name", zoo.names())
def test_zoo_network_converted_is_int8_with_batch_1(name):
    subgraph = graph(zoo.tflite(name))
    for index in [*subgraph.inputs, *subgraph.outputs]:
        tensor = subgraph.tensors[index]
        assert tensor.type == constants.TYPE_INT8
        assert tensor.shape[0] == 1
        assert tensor.shapeSignature is None  # no dimension was left open


@pytest.mark.parametrize("name", zoo.names())
def test_zoo_network_built_twice_gives_equal_bytes(name):
    first = zoo.tflite(name)
    assert zoo.quantize(zoo.build(name), zoo.calibration(name)) == first


@pytest.mark.parametrize("name", zoo.names())
def test_zoo_network_on_tflm_answers_as_litert_does(name):
    """LiteRT rounds once where TFLM rounds twice in FULLY_CONNECTED and ADD: one step at most."""
    litert = LiteRT(zoo.tflite(name))
    samples = np.random.default_rng(5).integers(-128, 128, (10, *litert.input["shape"][1:]))
    samples = samples.astype(np.int8)
    answers = rows_of_tflm(zoo.tflite(name), samples)
    assert np.abs(answers.astype(int) - litert(samples).reshape(answers.shape)).max() <= 1
    assert len(np.unique(answers, axis=0)) > 1  # the network does answer to its input


def test_zoo_networks_and_examples_together_hold_every_operator_of_the_runtime():
    examples = {OPERATOR_NAMES[model.operators[0].code] for model in OPERATORS.values()}
    networks = set().union(*zoo.OPERATORS.values())
    variables = {"READ_VARIABLE", "ASSIGN_VARIABLE"}  # tests/parity/streaming
    assert {operator.name for operator in RUNTIME.values()} <= networks | examples | variables
