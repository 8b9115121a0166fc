import math

import numpy as np
import pytest

from seedlite.codec.centralize import channel_scales, weight_tensor
from seedlite.errors import UsageError
from seedlite.model.layers import WEIGHTS, layers
from seedlite.model.parse import parse
from seedlite.prepare.runnable import deploy
from seedlite.study.augmentation import augment, disturb
from seedlite.study.disturbance import Disturbance
from seedlite.study.requantize import requantize


def weights_of(model, layer) -> np.ndarray:
    return model.tensors[model.operators[layer.operator].inputs[WEIGHTS]].array()


@pytest.mark.parametrize(
    "how",
    [Disturbance("multiply", 1), Disturbance("add", 0), Disturbance("bitflip", 0)],
    ids=lambda how: how.kind,
)
def test_augment_strength_that_changes_nothing_loses_nothing(cnn_network, how):
    report = augment(cnn_network, [how], seeds=1)
    assert report["accuracy"] == 1
    assert len(report["layers"]) == 6
    assert {row["drop"] for row in report["layers"]} == {0}


def test_augment_seeds_give_mean_and_deviation(dense_network):
    (row,) = augment(dense_network, [Disturbance("add", 1)], seeds=4)["layers"]
    assert len(set(row["accuracies"])) > 1
    assert row["accuracy"] == pytest.approx(np.mean(row["accuracies"]))
    assert row["drop"] == pytest.approx(100 * (1 - row["accuracy"]))
    assert row["drop_deviation"] == pytest.approx(100 * np.std(row["accuracies"], ddof=1))
    again = augment(dense_network, [Disturbance("add", 1)], seeds=4)
    assert again["layers"] == [row]


def test_augment_multiplication_is_measured_once(dense_network):
    (row,) = augment(dense_network, [Disturbance("multiply", -1)], seeds=4)["layers"]
    assert len(row["accuracies"]) == 1
    assert row["drop_deviation"] is None
    assert row["accuracy"] < 0.1  # the largest output has become the smallest


def test_augment_chosen_layers_alone_and_together(cnn_network):
    how = [Disturbance("bitflip", 1)]
    alone = augment(cnn_network, how, layers="DEPTHWISE", seeds=1)
    assert [row["kind"] for row in alone["layers"]] == ["depthwise", "depthwise"]
    (both,) = augment(cnn_network, how, layers="DEPTHWISE", together=True, seeds=1)["layers"]
    assert both["name"] == " + ".join(row["name"] for row in alone["layers"])


def test_augment_progress_ends_with_all_done(cnn_network):
    seen: list[tuple[int, int]] = []
    ways = [Disturbance("add", 1), Disturbance("multiply", 2)]
    augment(cnn_network, ways, seeds=2, progress=lambda *state: seen.append(state))
    assert seen == [(done, 18) for done in range(1, 19)]


def test_augment_without_seeds_is_refused(dense_network):
    with pytest.raises(UsageError, match="`seeds` 0"):
        augment(dense_network, [Disturbance("add", 1)], seeds=0)


def test_disturb_changes_the_layer_and_no_other(cnn_network):
    model = cnn_network.model
    chosen, *others = layers(model)
    file = disturb(model, [chosen], Disturbance("bitflip", 1), seed=3)
    changed = parse(file)
    assert (weights_of(changed, chosen) != weights_of(model, chosen)).all()
    for layer in others:
        assert np.array_equal(weights_of(changed, layer), weights_of(model, layer))
    assert file == disturb(model, [chosen], Disturbance("bitflip", 1), seed=3)
    assert file != disturb(model, [chosen], Disturbance("bitflip", 1), seed=4)


def test_requantize_keeps_weights_within_half_a_step(cnn_network):
    model = cnn_network.model
    for layer in layers(model):
        values = weight_tensor(model, layer).values
        disturbed = values + np.random.default_rng(0).normal(0, values.std(), values.shape)
        integers, scales = requantize(model, layer, disturbed)
        tensor = model.tensors[model.operators[layer.operator].inputs[WEIGHTS]]
        steps = scales.reshape(channel_scales(tensor, layer.channel_axis).shape)
        assert np.abs(integers * steps - disturbed).max() <= 0.501 * scales.max()


@pytest.mark.parametrize(
    ("value", "sign"), [(math.inf, 1), (-math.inf, -1), (math.nan, 1), (1e38, 1), (0.0, 0)]
)
def test_requantize_far_out_values_become_the_largest_of_their_sign(cnn_network, value, sign):
    model = cnn_network.model
    for layer in layers(model):
        values = np.full(weights_of(model, layer).shape, value)
        integers, scales = requantize(model, layer, values)
        assert (integers == 127 * sign).all()
        assert np.isfinite(scales).all()
        assert (scales > 0).all()


@pytest.mark.parametrize("factor", [1e30, 1e-30, 0, -1e30])
def test_disturb_any_factor_gives_a_file_that_runs(cnn_network, factor):
    model = cnn_network.model
    for layer in layers(model):
        file = disturb(model, [layer], Disturbance("multiply", factor), seed=0)
        assert 0 <= cnn_network.data.measure(deploy(file)) <= 1


def test_disturb_float32_bits_give_a_file_that_runs(cnn_network):
    model = cnn_network.model
    for seed in range(5):
        how = Disturbance("bitflip", 1, "float32")
        file = disturb(model, layers(model), how, seed)
        assert 0 <= cnn_network.data.measure(deploy(file)) <= 1
