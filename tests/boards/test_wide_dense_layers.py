"""Dense layers of more inputs than SL_MOST_SCRATCH bytes hold as int16. Where larger activations
before them leave room, they run as fast as others."""

from dataclasses import replace

import numpy as np
import pytest

from seedlite.boards.codegen.program import read_program
from seedlite.compress.pipeline import convert
from seedlite.format import constants as c
from seedlite.interpreters.host import Runtime
from seedlite.model.graph import Model, Operator
from seedlite.model.layers import layers
from seedlite.search.skipping import lays_inputs_out
from tests.support import ops
from tests.support.boards import ONE_OF_EACH_KIND, boards_where
from tests.support.builders import dense_model, planned
from tests.support.comparing import random_int8, rows_of_tflm
from tests.support.skipping_layers import run

INPUTS, OUTPUTS = 4096, 32
# Most instructions a weight of the whole on a Cortex-M4, by bits a weight.
LIMITS = {"int8": 1.8, "4": 2.8, "3": 3.3, "2": 2.1, "1.5": 2.0, "1": 2.0}
ROOMY = boards_where(lambda board: board.emulation and board.ram_bytes > 64 << 10, ONE_OF_EACH_KIND)


def behind_pooling(inputs: int = INPUTS) -> Model:
    """A dense layer of `inputs` inputs, a multiple of 1,024, behind a pooling of four times as
    many."""
    image = ops.Int8((1, 64, 64, inputs // 1024), 0.05, 3)
    model, dense = ops.max_pool_2d(image, (2, 2), (2, 2)), dense_model(OUTPUTS, inputs)
    (pooled,) = model.outputs
    first = len(model.tensors)
    places = {0: pooled, **{n: first + n - 1 for n in range(1, len(dense.tensors))}}
    (layer,) = dense.operators
    moved = replace(
        layer,
        inputs=[places[n] for n in layer.inputs],
        outputs=[places[n] for n in layer.outputs],
    )
    tensors = [*model.tensors, *dense.tensors[1:]]
    return Model(tensors, [*model.operators, moved], model.inputs, moved.outputs)


def file_of(bits: str) -> bytes:
    stored = planned(behind_pooling())
    return stored if bits == "int8" else convert(stored, bits=float(bits)).file


@pytest.fixture(scope="module", params=LIMITS)
def bits(request) -> str:
    return request.param


def test_host_gives_the_bytes_of_tflm(bits):
    file = file_of(bits)
    x = random_int8(np.random.default_rng(0), (3, 4 * INPUTS))
    assert np.array_equal(Runtime(file)(x), rows_of_tflm(file, x))


@pytest.mark.qemu
@pytest.mark.usefixtures("board")
def test_board_takes_few_instructions_a_weight(bits):
    x = random_int8(np.random.default_rng(1), (1, 4 * INPUTS))
    _, instructions = run(file_of(bits), x, "mps2-an386").operators
    assert instructions <= LIMITS[bits] * INPUTS * OUTPUTS


@pytest.mark.qemu
@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("name", ROOMY)
def test_boards_give_the_bytes_of_tflm(name, bits):
    file = file_of(bits)
    x = random_int8(np.random.default_rng(2), (1, 4 * INPUTS))
    assert np.array_equal(run(file, x, name).outputs, rows_of_tflm(file, x))


@pytest.mark.parametrize(
    ("model", "laid_out"),
    [
        (behind_pooling(), True),
        (dense_model(OUTPUTS, INPUTS), False),
        (behind_pooling(c.MOST_LAID_OUT_INPUTS), True),
        (behind_pooling(c.MOST_LAID_OUT_INPUTS + 1024), False),
    ],
    ids=["room", "no room", "most inputs", "too many"],
)
def test_converter_knows_whether_the_runtime_lays_inputs_out(model, laid_out):
    kernel = "sl_fully_connected_s8" if laid_out else "sl_fully_connected_generic_s8"
    assert read_program(planned(model)).steps[-1].kernel == kernel
    assert lays_inputs_out(model, layers(model)[0]) == laid_out


def test_converter_counts_operators_that_declare_variables():
    model = behind_pooling()
    declared = replace(model, operators=[Operator(c.OP_CALL_ONCE, [], []), *model.operators])
    assert lays_inputs_out(declared, layers(declared)[0])
