"""Every small operator against LiteRT."""

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from seedlite.format.constants import TYPE_INT32, TYPE_INT64
from seedlite.model.graph import DTYPES, Model, Tensor
from seedlite.model.pack import pack
from seedlite.prepare.folding.integers import FUNCTIONS, evaluate
from tests.support.folding_graphs import Graph

A = np.array([[5, -7, 0], [2, 9, -4]])
B = np.array([[3, 2, -1], [-5, 4, -3]])
ONES = np.array([1, 1])
# name, operands, shape of the output, options
CASES = [
    ("ADD", [A, B], (2, 3), {}),
    ("ADD", [A, np.array(4)], (2, 3), {}),
    ("CONCATENATION", [A, B], (2, 6), {"axis": 1}),
    ("CONCATENATION", [A, B], (4, 3), {"axis": -2}),
    ("DIV", [A, B], (2, 3), {}),
    ("EXPAND_DIMS", [A, np.array(0)], (1, 2, 3), {}),
    ("FILL", [np.array([2, 3]), np.array(7)], (2, 3), {}),
    ("GATHER", [A, np.array([2, 0])], (2, 2), {"axis": 1}),
    ("GATHER", [A, np.array(1)], (3,), {"axis": 0}),
    ("MUL", [A, B], (2, 3), {}),
    ("PACK", [A, B], (2, 2, 3), {"values_count": 2, "axis": 0}),
    ("PACK", [A, B], (2, 3, 2), {"values_count": 2, "axis": -1}),
    ("RANGE", [np.array(3), np.array(-8), np.array(-2)], (6,), {}),
    ("REDUCE_PROD", [A, np.array([1])], (2,), {}),
    ("REDUCE_PROD", [B, np.array([0, 1])], (1, 1), {"keep_dims": 1}),
    ("RESHAPE", [A, np.array([3, 2])], (3, 2), {}),
    ("SHAPE", [A], (2,), {"out_type": TYPE_INT32}),
    ("SQUEEZE", [A[None]], (2, 3), {}),
    ("STRIDED_SLICE", [A, np.array([0, 1]), np.array([2, 3]), np.array([1, 1])], (2, 2), {}),
    ("STRIDED_SLICE", [A, np.array([1, -1]), np.array([9, 0]), np.array([1, -2])], (1, 1), {}),
    ("STRIDED_SLICE", [A, ONES, 0 * ONES, ONES], (3,),
     {"begin_mask": 2, "end_mask": 2, "shrink_axis_mask": 1}),
    ("SUB", [A, B], (2, 3), {}),
]  # fmt: skip


def model_of(name: str, operands: list[np.ndarray], shape: tuple[int, ...], options: dict) -> Model:
    g = Graph()
    inputs = [g.integers(operand) for operand in operands]
    g.do(name, inputs, g.int32(*shape), **options)
    return g.model(len(g.tensors) - 1)


def litert(model: Model) -> np.ndarray:
    """The operator's output with its operands as constants."""
    interpreter = Interpreter(
        model_content=pack(model), experimental_op_resolver_type=OpResolverType.BUILTIN_REF
    )
    interpreter.allocate_tensors()
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


@pytest.mark.parametrize(("name", "operands", "shape", "options"), CASES)
def test_integers_equal_litert(name, operands, shape, options):
    model = model_of(name, operands, shape, options)
    (ours,) = evaluate(model, model.operators[0])
    assert ours.shape == shape
    assert np.array_equal(ours.astype(np.int64), litert(model).reshape(shape))


def test_unpack_gives_the_parts():
    g = Graph()
    g.do("UNPACK", [g.integers(A)], g.int32(2), num=3, axis=1)
    g.operators[0].outputs += [g.int32(2), g.int32(2)]
    parts = evaluate(g.model(0), g.operators[0])
    assert [p.tolist() for p in parts] == A.T.tolist()


def test_cast_to_int64_keeps_the_values():
    g = Graph()
    wide = g.add(Tensor((2, 3), TYPE_INT64))
    g.do("CAST", [g.integers(A)], wide)
    (values,) = evaluate(g.model(wide), g.operators[0])
    assert values.astype(DTYPES[TYPE_INT64]).tolist() == A.tolist()


def test_cases_hold_every_function():
    assert set(FUNCTIONS) == {name for name, *_ in CASES} | {"UNPACK", "CAST"}


@pytest.mark.parametrize(
    ("name", "operands", "shape", "options"),
    [
        ("DIV", [A, np.zeros(3, int)], (2, 3), {}),
        ("ADD", [A, B], (2, 3), {"fused_activation_function": 1}),  # a fused RELU
        ("ADD", [A, np.zeros(4, int)], (2, 3), {}),
        ("GATHER", [A, np.array([3])], (2, 1), {"axis": 1}),
        ("GATHER", [A, np.array([-1])], (2, 1), {"axis": 1}),
        ("GATHER", [A, np.array([0])], (2, 1), {"axis": 5}),
        ("PACK", [A, B[:1]], (2, 2, 3), {}),
        ("RANGE", [np.array(0), np.array(5), np.array(0)], (5,), {}),
        ("RANGE", [np.array(0), np.array(2**31 - 1), np.array(1)], (5,), {}),
        ("FILL", [np.array([2**30, 2**30]), np.array(7)], (2, 3), {}),
        ("FILL", [np.array([-2, 3]), np.array(7)], (2, 3), {}),
        ("REDUCE_PROD", [A, np.array([7])], (2,), {}),
        ("RESHAPE", [A, np.array([4])], (4,), {}),
        (
            "STRIDED_SLICE",
            [A, np.array([9, 0]), np.array([0, 3]), np.array([1, 1])],
            (3,),
            {"shrink_axis_mask": 1},
        ),
        ("STRIDED_SLICE", [A, np.array([0, 0]), np.array([2, 3]), np.array([0, 1])], (3,), {}),
        (
            "STRIDED_SLICE",
            [A, np.array([0]), np.array([2]), np.array([1])],
            (2, 3),
            {"ellipsis_mask": 1},
        ),
        ("TILE", [A, np.array([2, 1])], (4, 3), {}),
    ],
)
def test_operands_that_do_not_fit_are_not_folded(name, operands, shape, options):
    model = model_of(name, operands, shape, options)
    assert evaluate(model, model.operators[0]) is None


def test_result_beyond_int32_is_not_folded():
    g = Graph()
    x = g.input(1, 4)
    big = g.do("MUL", [g.integers([2**30]), g.integers([4])], g.int32(1))
    g.do("RESHAPE", [x, big], g.int8(4))
    from seedlite.prepare.folding.fold import fold

    assert len(fold(g.model(g.operators[-1].outputs[0])).model.operators) == 1
    assert evaluate(g.model(big), g.operators[0])[0].tolist() == [2**32]
