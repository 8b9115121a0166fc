from hypothesis import given
from hypothesis import strategies as st

from builders import dense_model, quantization
from seedlite._constants import OP_ADD, OP_RESHAPE, TYPE_INT8
from seedlite.arena import UNPLANNED, plan_arena
from seedlite.tflite import Model, Operator, Tensor, parse


def chain(sizes: list[int], additions: list[tuple[int, int]]) -> Model:
    """Tensors of `sizes`, each computed from the one before and, where `additions` says so, from
    an earlier one too."""
    tensors = [Tensor((1, size), TYPE_INT8, None, quantization(1.0)) for size in sizes]
    operators = [
        Operator(OP_ADD, [i - 1, *(e for at, e in additions if at == i and e < i - 1)], [i])
        for i in range(1, len(sizes))
    ]
    return Model(tensors, operators, [0], [len(sizes) - 1])


def lower_bound(model: Model) -> int:
    """The most bytes of activations that are live during one operator."""
    activations = {*model.inputs, *(t for o in model.operators for t in o.outputs)}
    first = {t: i for i, o in enumerate(model.operators) for t in o.outputs}
    last = {t: i for i, o in enumerate(model.operators) for t in o.inputs}
    last |= {t: len(model.operators) for t in model.outputs}
    reshaped = {t for o in model.operators if o.code == OP_RESHAPE for t in o.outputs}
    return max(
        sum(
            model.tensors[t].count
            for t in activations - reshaped
            if first.get(t, 0) <= now <= last.get(t, -1)
        )
        for now in range(len(model.operators))
    )


@given(
    st.lists(st.integers(1, 5000), min_size=2, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=6),
)
def test_plan_live_tensors_never_overlap(sizes, additions):
    model = chain(sizes, additions)
    plan = plan_arena(model)
    last = {t: i for i, o in enumerate(model.operators) for t in o.inputs}
    last[model.outputs[0]] = len(model.operators)
    for a in range(len(sizes)):
        for b in range(a):
            if last[b] >= a - 1:  # b is read by the operator that writes a, or later
                ends = plan.offsets[a] + sizes[a], plan.offsets[b] + sizes[b]
                assert plan.offsets[a] >= ends[1] or plan.offsets[b] >= ends[0]
    assert plan.bytes >= lower_bound(model)


def test_plan_constants_are_left_out():
    plan = plan_arena(dense_model(5, 7))
    assert plan.offsets[1] == plan.offsets[2] == UNPLANNED
    assert plan.bytes == 16 + 5 == plan.offsets[3] + 5


def test_plan_reshape_keeps_its_place():
    model = chain([8, 8, 8], [])
    model.operators[0].code = OP_RESHAPE
    plan = plan_arena(model)
    assert plan.offsets[0] == plan.offsets[1]


def test_plan_reference_model_is_at_the_lower_bound(reference_model):
    model = parse(reference_model.read_bytes())
    assert plan_arena(model).bytes == lower_bound(model)
