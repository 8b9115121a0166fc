"""Element-wise operators that write over an operand, and scratch among activations, against TFLM,
which plans its own arena."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.errors import BadInputError
from seedlite.format import constants as c
from seedlite.interpreters.host import Runtime, verify
from seedlite.interpreters.tflm import TFLM
from seedlite.model.arena.plan import plan_arena
from seedlite.model.graph import Model, Operator
from seedlite.model.pack import pack
from tests.support import ops
from tests.support.builders import planned
from tests.support.random_models import activation

SHAPE = (1, 5, 7)
SIZE = 35
UNARY = (c.OP_RELU, c.OP_RELU6, c.OP_QUANTIZE, c.OP_LOGISTIC)
BINARY = (c.OP_ADD, c.OP_MUL)

STEPS = st.lists(
    st.tuples(st.sampled_from(UNARY + BINARY), st.integers(1, 3), st.integers(1, 3)),
    min_size=1,
    max_size=10,
)


def graph_of(steps: list[tuple[int, int, int]]) -> Model:
    """Operators (code, how far back their operands are) on tensors of one shape."""
    tensors, operators = [activation(SHAPE, 1 / 256, -128)], []
    for now, (code, *back) in enumerate(steps):
        tensors.append(activation(SHAPE, 1 / 256, -128))
        operands = [max(0, now + 1 - far) for far in back[: 2 if code in BINARY else 1]]
        operators.append(Operator(code, operands, [now + 1]))
    return Model(tensors, operators, [0], [len(steps)])


@settings(deadline=None)
@given(STEPS, st.integers(0, 2**32 - 1))
def test_operators_in_place_equal_tflm(steps, seed):
    model = graph_of(steps)
    x = [np.random.default_rng(seed).integers(-128, 128, SIZE).astype(np.int8)]
    stock = pack(model)
    assert np.array_equal(Runtime(planned(model)).invoke(x)[0], TFLM(stock).invoke(x)[0])


def test_operators_in_place_are_refused_where_the_operand_is_still_used():
    model = graph_of([(c.OP_RELU, 1, 1), (c.OP_ADD, 1, 2)])
    with pytest.raises(BadInputError, match="E_ARENA: live tensors overlap"):
        verify(planned(model, [0, 0, 64]))


def test_operators_in_place_are_refused_where_places_only_overlap():
    model = graph_of([(c.OP_RELU, 1, 1)])
    with pytest.raises(BadInputError, match="E_ARENA: live tensors overlap"):
        verify(planned(model, [0, 16]))


def test_operand_that_is_repeated_cannot_be_written_over():
    model = ops.add(ops.Int8((1, 1, 4)), ops.Int8((1, 3, 4)), (0.1, 0))
    with pytest.raises(BadInputError, match="E_ARENA: live tensors overlap"):
        verify(planned(model, [0, 16, 0]))
    assert verify(planned(model, [0, 16, 16]))


@pytest.mark.parametrize(
    "model",
    [ops.softmax(ops.Int8((1, 64))), ops.max_pool_2d(ops.Int8((1, 4, 4, 4)), (1, 1))],
    ids=["softmax", "max pool"],
)
def test_other_operators_in_place_are_refused(model):
    with pytest.raises(BadInputError, match="E_ARENA: live tensors overlap"):
        verify(planned(model, [0, 0]))


def pooled_dense() -> Model:
    """256 values to 64, to 4; the dense operator needs scratch."""
    model = ops.max_pool_2d(ops.Int8((1, 8, 8, 4)), (2, 2), (2, 2))
    weights = np.random.default_rng(0).integers(-127, 128, (4, 64)).astype(np.int8)
    dense = ops.fully_connected(ops.Int8((1, 64)), ops.Weights(weights, [0.01]), (1.0, 0))
    (operator,) = dense.operators
    model.operators.append(Operator(operator.code, [1, 2], [3], operator.options))
    return Model([*model.tensors, *dense.tensors[1:]], model.operators, [0], [3])


def test_scratch_lies_in_dead_arena_space():
    model = pooled_dense()
    program = Runtime(planned(model)).program
    assert program.activation_bytes == plan_arena(model).bytes == 256 + 64
    assert program.scratch_bytes == 0


def test_scratch_is_outside_where_nothing_is_dead():
    weights = ops.Weights(np.ones((4, 64), np.int8), [0.01])
    program = Runtime(planned(ops.fully_connected(ops.Int8((1, 64)), weights, (1.0, 0)))).program
    assert (program.activation_bytes, program.scratch_bytes) == (80, 128)


def test_scratch_beside_more_live_tensors_than_are_looked_between_lies_behind_all():
    """A gap is sought among sixteen: 17 tensors live while a dense layer runs."""
    live = 17
    weights = ops.Weights(np.eye(8, dtype=np.int8), [1.0])
    model = ops.fully_connected(ops.Int8((1, 8)), weights, (0.05, 0))
    source, total = model.inputs[0], model.outputs[0]
    relus, adds = [], []
    for _ in range(live):
        kept, next_total = len(model.tensors), len(model.tensors) + 1
        model.tensors += [activation((1, 8), 0.05, 0), activation((1, 8), 0.05, 0)]
        relus.append(Operator(c.OP_RELU, [source], [kept]))
        adds.append(Operator(c.OP_ADD, [total, kept], [next_total]))
        total = next_total
    model.operators = [*relus, *model.operators, *adds]
    model.outputs = [total]
    file = planned(model)
    assert Runtime(file).program.scratch_bytes > 0
    x = np.arange(-4, 4, dtype=np.int8)
    np.testing.assert_array_equal(Runtime(file).invoke([x])[0], TFLM(file).invoke([x])[0])


def test_scratch_among_activations_changes_none_of_them():
    model = pooled_dense()
    x = [np.random.default_rng(1).integers(-128, 128, 256).astype(np.int8)]
    assert np.array_equal(Runtime(planned(model)).invoke(x)[0], TFLM(pack(model)).invoke(x)[0])
