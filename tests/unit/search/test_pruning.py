import numpy as np
import pytest

from seedlite.codec.tensors import WeightTensor
from seedlite.search.plan import plan_tensor
from seedlite.search.pruning import least_groups, prunable, pruned

RNG = np.random.default_rng(0)


def tensor(shape: tuple[int, ...], kind: str) -> WeightTensor:
    return WeightTensor("w", RNG.normal(size=shape), kind=kind)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.75])
def test_pruned_dense_layer_has_the_share_of_zero_groups_and_keeps_the_rest(share):
    whole = tensor((32, 64), "dense")
    whole.values[7] *= 1000  # a channel's scale is no merit of its groups
    found = pruned(whole, share)
    zero = ~found.values.reshape(-1, 4).any(axis=1)
    assert zero.sum() == round(share * 512)
    assert 0.3 * share < zero.reshape(32, 16)[7].mean() < 3 * share
    np.testing.assert_array_equal(found.values[found.values != 0], whole.values[found.values != 0])
    plan = plan_tensor(found, 2)
    assert plan.record.mask_group == 4
    np.testing.assert_array_equal(plan.mask, zero)
    assert plan.stored_bits <= 2.3 * whole.values.size


def test_least_groups_are_those_with_the_least_squares():
    values = np.array([5, 0, 0, 0, 1, 1, 1, 1, 3, 3, 0, 0, 0, 0, 0, 1], float)
    assert least_groups(values, 1).tolist() == [0, 0, 0, 1]
    assert least_groups(values, 3).tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize(
    ("shape", "kind", "share", "able"),
    [
        ((32, 64), "dense", 0.1, True),
        ((32, 30), "dense", 0.5, False),  # groups would reach into the next channel
        ((10, 32), "dense", 0.5, False),  # small
        ((32, 3, 3, 16), "conv", 0.5, True),
        ((32, 3, 3, 16), "conv", 0.3, False),  # the mask would cost more than it saves
        ((128, 3, 3, 3), "conv", 0.5, False),  # pixels are no whole groups
        ((72, 1, 1, 24), "conv", 0.8, False),  # rows too short to save anything
        ((24, 1, 1, 72), "conv", 0.5, False),
        ((24, 1, 1, 72), "conv", 0.6, True),
        ((1, 3, 3, 256), "depthwise", 0.9, False),
    ],
)
def test_prunable_layers_are_those_that_get_faster(shape, kind, share, able):
    one = WeightTensor(
        "w", RNG.normal(size=shape), channel_axis=3 if kind == "depthwise" else 0, kind=kind
    )
    assert prunable(one, share) == able
    assert pruned(one, share).pruned == able
    assert pruned(one, 0.0) is one
