import numpy as np
import pytest

from seedlite.encoder import Rate, WeightTensor, choose_rate, encode_network
from seedlite.encoder.mask import choose_mask_group
from seedlite.encoder.plan import TABLE_RATE, plan_network, plan_tensor, with_table
from seedlite.encoder.rates import quick_rate
from seedlite.errors import DoesNotFitError, UsageError


def tensor(name: str, *shape: int, row_ratio: float = 1.0) -> WeightTensor:
    rng = np.random.default_rng(len(name))
    sizes = row_ratio ** np.linspace(0, 1, shape[0])
    return WeightTensor(name, rng.normal(0, 1, shape) * sizes.reshape(-1, *[1] * (len(shape) - 1)))


@pytest.mark.parametrize(
    ("bits", "values_per_draw", "bits_per_draw"),
    [
        (8, 1, 8),
        (3, 1, 3),
        (2, 1, 2),
        (1, 1, 1),
        (1.5, 2, 3),
        (2.5, 2, 5),
        (0.5, 2, 1),
        (0.25, 4, 1),
        (0.125, 8, 1),
        (1.75, 4, 7),
        (1.34, 3, 4),
        (2.75, 3, 8),
        (0.9, 8, 7),
    ],
)
def test_choose_rate_wanted_bits_give_fewest_values_exact_or_below(
    bits, values_per_draw, bits_per_draw
):
    assert Rate(values_per_draw, bits_per_draw, 12) == choose_rate(bits)


@pytest.mark.parametrize("bits", [0, 0.1, 8.5, -1])
def test_choose_rate_out_of_range_is_refused(bits):
    with pytest.raises(UsageError, match="bits per weight"):
        choose_rate(bits)


@pytest.mark.parametrize("bits", [0.25, 0.5, 1.0, 1.6, 2.0, 3.0, 4.0, 8.0])
def test_plan_network_small_and_large_tensors_keep_the_bits_allowed(bits):
    tensors = [tensor("a", 16, 3, 3, 3), tensor("bc", 32, 16), tensor("def", 10, 64)]
    encoded, _ = encode_network(tensors, "seeded", bits=bits)
    stored = 8 * sum(len(one.encoded) for one in encoded)
    assert stored <= (bits + 0.05) * sum(t.values.size for t in tensors)
    for plan, one in zip(plan_network(tensors, bits, 0, {}), encoded, strict=True):
        assert plan.stored_bits == 8 * len(one.encoded)


def test_plan_network_large_tensors_keep_rate_and_row_codes():
    (plan,) = plan_network([tensor("a", 64, 1000)], 2.0, 0, {})
    assert plan.rate == (1, 2, 12)
    assert plan.record.row_code_bits == 6


def test_plan_network_row_codes_go_first_where_rows_are_alike():
    alike, differing = tensor("alike", 64, 60), tensor("differing", 64, 60, row_ratio=30.0)
    plans = plan_network([alike, differing], 2.0, 0, {})
    assert plans[0].record.row_code_bits == 0
    assert plans[1].record.row_code_bits == 6


def test_plan_network_own_rate_is_kept_and_paid_for_by_the_others():
    tensors = [tensor("first", 32, 100), tensor("second", 64, 500)]
    plans = plan_network(tensors, 2.0, 0, {"first": Rate(1, 4, 10)})
    assert plans[0].rate == (1, 4, 10)
    assert plans[1].rate.bits_per_weight < 2
    weights = sum(t.values.size for t in tensors)
    assert sum(plan.stored_bits for plan in plans) <= 2.05 * weights


def test_plan_network_impossible_budget_is_refused():
    with pytest.raises(DoesNotFitError, match="leave the smallest layers out"):
        plan_network([tensor("a", 4, 2)], 1.0, 0, {})
    with pytest.raises(DoesNotFitError, match="leave the smallest layers out"):
        plan_network([tensor("a", 40, 200)], 1.0, 0, {"a": Rate(1, 4, 12)})


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
    assert (network.mean, network.spread, network.shift) == (0, 0, 0)


def test_encode_network_rate_of_unknown_tensor_is_refused():
    with pytest.raises(UsageError, match="given for b; the tensors are a"):
        encode_network([tensor("a", 20, 200)], "seeded", rates={"b": (1, 2, 12)})


def zeroed(shape: tuple[int, ...], share: float) -> np.ndarray:
    """Weights of which the first groups of four are zero."""
    values = np.random.default_rng(0).normal(0, 1, shape)
    values.reshape(-1, 4)[: round(share * values.size / 4)] = 0
    return values


@pytest.mark.parametrize(("share", "group"), [(0.02, 0), (0.3, 4), (0.9, 4)])
def test_plan_convolution_has_a_mask_of_quads_where_that_saves_bits(share, group):
    tensor = WeightTensor("conv", zeroed((8, 3, 3, 16), share))
    assert plan_tensor(tensor, 2.0, 0).record.mask_group == group


@pytest.mark.parametrize(("share", "group"), [(0.75, 1), (0.97, 4)])
def test_plan_convolution_with_single_zeros_has_quads_where_live_ones_keep_many_bits(share, group):
    values = np.random.default_rng(0).normal(0, 1, (64, 3, 3, 64))
    values[np.random.default_rng(1).random(values.shape) < share] = 0
    assert plan_tensor(WeightTensor("conv", values), 2.0, 0).record.mask_group == group


@pytest.mark.parametrize(("share", "group"), [(0.3, 0), (0.75, 4)])
def test_plan_with_table_has_a_mask_where_that_is_faster(share, group):
    tensor = WeightTensor("dense", zeroed((16, 128), share), kind="dense")
    record = with_table(plan_tensor(tensor, 2.0, 0), 0).record
    assert record.mask_group == group
    assert (record.values_per_draw, record.bits_per_draw, record.window_bits) == TABLE_RATE


@pytest.mark.parametrize("bits", [0.125, 0.25, 0.3, 0.5, 1, 1.3, 1.5, 2, 2.5, 3, 3.5, 3.9, 4])
def test_quick_rate_is_near_and_has_many_values_per_draw(bits):
    rate, best = quick_rate(bits), choose_rate(bits)
    assert 0 <= best.bits_per_weight - rate.bits_per_weight <= 0.5
    assert rate.bits_per_weight <= bits
    if rate.bits_per_weight == best.bits_per_weight:
        assert rate.values_per_draw >= best.values_per_draw
