from dataclasses import replace

import numpy as np
import pytest

from seedlite.codec.mask import choose_mask_group
from seedlite.codec.rates import Rate, choose_rate, rate_ladder
from seedlite.codec.tensors import WeightTensor
from seedlite.errors import DoesNotFitError, UsageError
from seedlite.search.network import encode_network
from seedlite.search.plan import BUFFERED_VALUES, plan_network, plan_tensor, sharing_a_table


def tensor(name: str, *shape: int, row_ratio: float = 1.0) -> WeightTensor:
    rng = np.random.default_rng(len(name))
    sizes = row_ratio ** np.linspace(0, 1, shape[0])
    return WeightTensor(name, rng.normal(0, 1, shape) * sizes.reshape(-1, *[1] * (len(shape) - 1)))


MANY = 1000  # multiplications, beside which drawing costs nothing


@pytest.mark.parametrize(
    ("bits", "row_length", "multiplications", "rate"),
    [
        (2, 640, 1, (4, 8)),
        (3, 640, 1, (2, 6)),
        (4, 640, 1, (2, 8)),
        (8, 640, 1, (1, 8)),
        (1, 640, 1, (8, 8)),
        (1.5, 642, 1, (6, 8)),  # a dense layer takes bytes
        (1.5, 642, MANY, (4, 6)),
        (2.5, 640, 1, (4, 8)),
        (2.5, 640, MANY, (2, 5)),
        (2.9, 642, 1, (3, 8)),
        (2.9, 640, 1, (4, 8)),  # whose rows are no multiple of three
        (3, 641, 1, (3, 8)),
        (0.25, 640, 1, (8, 2)),
    ],
)
def test_choose_rate_gives_the_most_bits_that_are_worth_drawing(
    bits, row_length, multiplications, rate
):
    assert rate == choose_rate(bits, rate_ladder(row_length, multiplications))


@pytest.mark.parametrize("multiplications", [1, 16, MANY])
@pytest.mark.parametrize("row_length", [1, 6, 27, 640])
def test_rate_ladder_rises_from_the_fewest_bits_to_the_most(row_length, multiplications):
    ladder = rate_ladder(row_length, multiplications)
    bits = [rate.bits_per_weight for rate in ladder]
    assert bits == sorted(set(bits))
    assert (bits[0], bits[-1]) == (0.125, 8)
    assert max(np.diff(bits)) <= (1 if multiplications == MANY else 4)


@pytest.mark.parametrize("bits", [0, 0.1, 8.5, -1])
def test_choose_rate_out_of_range_is_refused(bits):
    with pytest.raises(UsageError, match="bits per weight"):
        choose_rate(bits, rate_ladder(64, 1))


@pytest.mark.parametrize(("bits", "values"), [(0.5, 8), (1, 4), (2, 2), (3, 2), (4, 1), (8, 1)])
def test_small_network_has_as_many_values_per_draw_everywhere(bits, values):
    tensors = [tensor("a", 16, 3, 3, 3), tensor("bc", 32, 100), tensor("def", 10, 64)]
    plans = plan_network(sharing_a_table(tensors, bits), bits, {})
    assert {plan.rate.values_per_draw for plan in plans} == {values}


def test_large_network_draws_by_one_table_but_for_large_dense_layers():
    convolution, pair = tensor("a", 16, 3, 3, 3), (tensor("b", 100, 100), tensor("c", 256, 128))
    dense = [replace(each, kind="dense") for each in pair]
    assert sharing_a_table(dense, 2) == dense
    shared = sharing_a_table([convolution, *dense], 2)
    assert [t.draw_values for t in shared[:2]] == [BUFFERED_VALUES] * 2
    assert shared[2] == dense[1]


@pytest.mark.parametrize("bits", [1.5, 2.5, 3.5, 5.0])
def test_plan_network_bits_between_two_forms_are_spent_in_some_layers(bits):
    tensors = [tensor(name, 64, 160) for name in "abcdefgh"]
    stored = sum(plan.stored_bits for plan in plan_network(tensors, bits, {}))
    assert (bits - 0.5) * 64 * 160 * 8 < stored <= (bits + 0.05) * 64 * 160 * 8


@pytest.mark.parametrize("bits", [0.25, 0.5, 1.0, 1.6, 2.0, 3.0, 4.0, 8.0])
def test_plan_network_small_and_large_tensors_keep_the_bits_allowed(bits):
    tensors = [tensor("a", 16, 3, 3, 3), tensor("bc", 32, 16), tensor("def", 10, 64)]
    encoded, _ = encode_network(tensors, "seeded", bits=bits)
    stored = 8 * sum(len(one.encoded) for one in encoded)
    assert stored <= (bits + 0.05) * sum(t.values.size for t in tensors)
    for plan, one in zip(
        plan_network(sharing_a_table(tensors, bits), bits, {}), encoded, strict=True
    ):
        assert plan.stored_bits == 8 * len(one.encoded)


def test_plan_network_large_tensors_keep_rate_and_row_codes():
    (plan,) = plan_network([tensor("a", 64, 1000)], 2.0, {})
    assert plan.rate == (4, 8)
    assert plan.record.row_code_bits == 6


def test_plan_network_row_codes_go_first_where_rows_are_alike():
    alike, differing = tensor("alike", 64, 60), tensor("differing", 64, 60, row_ratio=30.0)
    plans = plan_network([alike, differing], 2.0, {})
    assert plans[0].record.row_code_bits == 0
    assert plans[1].record.row_code_bits == 6


def test_plan_network_own_rate_is_kept_and_paid_for_by_the_others():
    tensors = [tensor("first", 32, 100), tensor("second", 64, 500)]
    plans = plan_network(tensors, 2.0, {"first": Rate(1, 4)})
    assert plans[0].rate == (1, 4)
    assert plans[1].rate.bits_per_weight < 2
    weights = sum(t.values.size for t in tensors)
    assert sum(plan.stored_bits for plan in plans) <= 2.05 * weights


def test_plan_network_impossible_budget_is_refused():
    with pytest.raises(DoesNotFitError, match="leave the smallest layers out"):
        plan_network([tensor("a", 4, 2)], 1.0, {})
    with pytest.raises(DoesNotFitError, match="leave the smallest layers out"):
        plan_network([tensor("a", 40, 200)], 1.0, {"a": Rate(1, 4)})


@pytest.mark.parametrize(
    ("zeros", "group"),
    [
        (np.zeros(4000, bool), 0),
        (np.arange(4000) % 50 == 0, 0),
        (np.arange(4000) // 100 % 3 == 0, 100),
        (np.random.default_rng(0).random(4000) < 0.9, 1),
        (np.ones(4000, bool), 2048),
    ],
    ids=["dense", "one in fifty", "rows", "scattered", "all"],
)
def test_choose_mask_group_pattern_of_zeros_gives_the_cheapest(zeros, group):
    assert group == choose_mask_group(np.where(zeros, 0.0, 1.0), 2.0, 100)


def test_encode_network_progress_counts_all_weights():
    tensors = [tensor("a", 20, 200), tensor("bc", 30, 100)]
    seen = []
    encode_network(tensors, "seeded", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(4000, 7000), (7000, 7000)]


def test_encode_network_nothing_gives_nothing():
    encoded, network = encode_network([], "seeded")
    assert encoded == []
    assert (network.mean, network.spread) == (0, 0)


def test_encode_network_rate_of_unknown_tensor_is_refused():
    with pytest.raises(UsageError, match="given for b; the tensors are a"):
        encode_network([tensor("a", 20, 200)], "seeded", rates={"b": (1, 2)})


def zeroed(shape: tuple[int, ...], share: float) -> np.ndarray:
    """Weights of which the first groups of four are zero."""
    values = np.random.default_rng(0).normal(0, 1, shape)
    values.reshape(-1, 4)[: round(share * values.size / 4)] = 0
    return values


@pytest.mark.parametrize(("share", "group"), [(0.02, 0), (0.3, 4), (0.9, 4)])
def test_plan_convolution_has_a_mask_of_quads_where_that_saves_bits(share, group):
    tensor = WeightTensor("conv", zeroed((8, 3, 3, 16), share))
    assert plan_tensor(tensor, 2.0).record.mask_group == group


@pytest.mark.parametrize(("share", "group"), [(0.75, 1), (0.97, 4)])
def test_plan_convolution_with_single_zeros_has_quads_where_live_ones_keep_many_bits(share, group):
    values = np.random.default_rng(0).normal(0, 1, (64, 3, 3, 64))
    values[np.random.default_rng(1).random(values.shape) < share] = 0
    assert plan_tensor(WeightTensor("conv", values), 2.0).record.mask_group == group


def test_plan_mask_of_quads_has_draws_that_make_quads_whole():
    tensor = WeightTensor("x", zeroed((16, 3, 3, 12), 0.4))
    for bits in (1.0, 1.34, 2.0, 2.67, 4.0):
        plan = plan_tensor(tensor, bits)
        assert plan.record.mask_group == 4
        assert plan.rate.values_per_draw in (1, 2, 4)
