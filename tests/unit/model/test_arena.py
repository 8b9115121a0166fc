from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.format.constants import OP_ADD, OP_CONCATENATION, OP_RELU, OP_RESHAPE, TYPE_INT8
from seedlite.model.arena.blocks import Block
from seedlite.model.arena.placing import first_fit, place
from seedlite.model.arena.plan import UNPLANNED, ArenaPlan, lower_bound, plan_arena
from seedlite.model.arena.sizes import height, most_living
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.parse import parse
from seedlite.prepare.runnable import deployable
from tests.support.builders import dense_model, quantization
from tests.support.comparing import assert_runs_as_tflm, random_inputs
from tests.support.folding_graphs import Graph

HOLES = [
    (16, 0, 2),
    (32, 1, 1),
    (24, 1, 3),
    (40, 2, 4),
    (24, 1, 1),
]  # size, first and last operator


def chain(sizes: list[int], additions: list[tuple[int, int]], code: int) -> Model:
    """Tensors of `sizes`, each computed from the one before and, where `additions` says so, from
    an earlier one too."""
    tensors = [Tensor((1, size), TYPE_INT8, None, quantization(1.0)) for size in sizes]
    operators = [
        Operator(code, [i - 1, *(e for at, e in additions if at == i and e < i - 1)], [i])
        for i in range(1, len(sizes))
    ]
    return Model(tensors, operators, [0], [len(sizes) - 1])


def living(model: Model, now: int) -> set[int]:
    """Activations that hold what somebody needs while operator `now` runs, its output included."""
    first = {t: i for i, o in enumerate(model.operators) for t in o.outputs}
    last = {t: i for i, o in enumerate(model.operators) for t in o.inputs}
    last |= {t: len(model.operators) for t in model.outputs}
    return {t for t, end in last.items() if first.get(t, 0) <= now <= end}


def overlapping(plan: ArenaPlan, model: Model, tensors: set[int]) -> set[tuple[int, int]]:
    """Pairs (earlier, later) of tensors that have bytes in common."""
    end = {t: plan.offsets[t] + model.tensors[t].count for t in tensors}
    return {
        (a, b)
        for a in tensors
        for b in tensors
        if a < b and plan.offsets[a] < end[b] and plan.offsets[b] < end[a]
    }


SIZES = st.lists(st.integers(1, 50).map(lambda n: 64 * n), min_size=2, max_size=12)
ADDITIONS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=6)


@settings(deadline=None)
@given(SIZES, ADDITIONS)
def test_plan_live_tensors_never_overlap(sizes, additions):
    model = chain(sizes, additions, OP_CONCATENATION)
    plan = plan_arena(model)
    for now in range(len(model.operators)):
        assert not overlapping(plan, model, living(model, now))
    assert plan.bytes >= lower_bound(model)


@settings(deadline=None)
@given(st.lists(st.sampled_from([64, 128]), min_size=2, max_size=12), ADDITIONS)
def test_plan_elementwise_writes_over_dead_operands_of_its_size_alone(sizes, additions):
    model = chain(sizes, additions, OP_ADD)
    plan = plan_arena(model)
    for now, operator in enumerate(model.operators):
        (output,) = operator.outputs
        shared = overlapping(plan, model, living(model, now))
        assert len(shared) <= 1
        for operand, over in shared:
            assert over == output
            assert operand in operator.inputs
            assert plan.offsets[operand] == plan.offsets[output]
            assert sizes[operand] == sizes[output]
            assert operand not in living(model, now + 1)


def test_plan_chain_of_elementwise_operators_takes_one_place():
    model = chain([64] * 5, [], OP_RELU)
    assert plan_arena(model).bytes == lower_bound(model) == 64


def test_plan_addition_takes_the_place_of_the_operand_that_dies():
    model = chain([64] * 4, [(2, 0), (3, 0)], OP_ADD)  # the input lives on to the end
    plan = plan_arena(model)
    assert plan.offsets[1] == plan.offsets[2] != plan.offsets[0]
    assert plan.bytes == lower_bound(model) == 128


def test_plan_addition_of_a_tensor_and_its_reshaped_self_is_not_in_place():
    model = chain([64] * 3, [(2, 0)], OP_ADD)
    model.operators[0].code = OP_RESHAPE
    plan = plan_arena(model)
    assert plan.offsets[0] == plan.offsets[1] != plan.offsets[2]


def test_plan_where_simple_orders_leave_holes_reaches_the_lower_bound():
    blocks = [Block([n], *numbers, 4) for n, numbers in enumerate(HOLES)]
    by_size = sorted(range(len(blocks)), key=lambda n: -blocks[n].size)
    assert height(blocks, first_fit(blocks, by_size)) > most_living(blocks)
    assert height(blocks, place(blocks)) == most_living(blocks)


def test_plan_of_many_blocks_is_within_a_tenth_of_the_lower_bound():
    rng = np.random.default_rng(0)
    for _ in range(5):
        first, life, size = rng.integers(0, 30, 60), rng.integers(0, 5, 60), rng.integers(1, 50, 60)
        blocks = [
            Block([n], 64 * int(size[n]), int(first[n]), int(first[n] + life[n]), 4)
            for n in range(60)
        ]
        assert height(blocks, place(blocks)) <= 1.1 * most_living(blocks)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 5), st.integers(0, 5)), max_size=5))
def test_plan_of_few_blocks_is_optimal(numbers):
    blocks = [
        Block([n], 4 * size, first, first + life, 4)
        for n, (size, first, life) in enumerate(numbers)
    ]
    assert height(blocks, place(blocks)) == smallest_height(blocks)


def smallest_height(blocks: list[Block]) -> int:
    """By trying every order: some order that places each block as low as it goes is optimal."""
    return min(
        height(blocks, first_fit(blocks, order)) for order in permutations(range(len(blocks)))
    )


def test_plan_constants_are_left_out():
    plan = plan_arena(dense_model(5, 7))
    assert plan.offsets[1] == plan.offsets[2] == UNPLANNED
    assert plan.bytes == 16 + 5 == plan.offsets[3] + 5


def test_plan_reshape_keeps_its_place():
    model = chain([8, 8, 8], [], OP_CONCATENATION)
    model.operators[0].code = OP_RESHAPE
    plan = plan_arena(model)
    assert plan.offsets[0] == plan.offsets[1]


def test_plan_reference_model_is_at_the_lower_bound(reference_model):
    model = parse(reference_model.read_bytes())
    assert plan_arena(model).bytes == lower_bound(model)


def test_two_reshapes_of_one_tensor_that_live_together_are_apart():
    g = Graph()
    x = g.input(1, 4, 8)
    rows = [g.do("RESHAPE", [x, g.integers([1, 32])], g.int8(1, 32)) for _ in range(2)]
    both = g.do("CONCATENATION", rows, g.int8(1, 64), axis=1)
    file = g.file(g.dense(both), g.do("RELU", [x], g.int8(1, 4, 8)))
    assert_runs_as_tflm(deployable(file), file, random_inputs(file, 20))
