"""Metrics against their definitions, and scikit-learn where it is installed."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedlite.execution.metrics import METRICS, Outputs, Truth, area

SCORED = st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 1)), min_size=2, max_size=30)


def pairs_won(scores: list[int], labels: list[int]) -> Fraction:
    """The definition: of every pair of a 1 and a 0, ties counting half."""
    ones = [s for s, label in zip(scores, labels, strict=True) if label]
    zeros = [s for s, label in zip(scores, labels, strict=True) if not label]
    won = sum(Fraction((a > b) * 2 + (a == b), 2) for a in ones for b in zeros)
    return won / (len(ones) * len(zeros))


@given(SCORED)
def test_area_is_the_share_of_pairs_won(scored):
    scores, labels = (list(each) for each in zip(*scored, strict=True))
    if len(set(labels)) == 2:
        assert area(np.array(scores), np.array(labels)) == float(pairs_won(scores, labels))


def test_area_equals_scikit_learn_s_with_ties():
    sklearn = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    labels, scores = rng.integers(0, 2, 5000), rng.integers(-128, 128, 5000)
    assert area(scores, labels) == pytest.approx(sklearn.roc_auc_score(labels, scores), abs=1e-12)


def outputs(*rows: object, scale: float = 0.5) -> Outputs:
    return Outputs(np.array(rows, np.int64).reshape(len(rows), -1), scale)


def truth(*rows: object, **options: object) -> Truth:
    return Truth(np.array(rows).reshape(len(rows), -1), **options)


def test_accuracy_counts_positions_of_maps_one_by_one():
    maps = outputs([[1, 5], [9, 2]], [[0, 1], [0, 1]])
    assert METRICS["accuracy"].measure(maps, truth([1, 0], [1, 0], classes=2)) == 0.75


@pytest.mark.parametrize(
    ("threshold", "says"), [(0.0, [0, 1, 1, 1]), (0.5, [0, 0, 0, 1]), (1.5, [0, 0, 0, 0])]
)
def test_binary_accuracy_says_one_above_the_threshold_alone(threshold, says):
    measure, found = METRICS["binary-accuracy"].measure, outputs(-2, 1, 1, 2)  # -1, 0.5, 0.5, 1
    assert measure(found, truth(*says, threshold=threshold)) == 1
    says[0] = 1
    assert measure(found, truth(*says, threshold=threshold)) == 0.75


def test_errors_are_those_of_the_real_outputs():
    found, wanted = outputs([2, -4], [0, 6]), truth([1.0, 1.0], [0.0, 2.0])
    assert METRICS["mse"].measure(found, wanted) == (0 + 9 + 0 + 1) / 4
    assert METRICS["mae"].measure(found, wanted) == (0 + 3 + 0 + 1) / 4
    assert METRICS["snr"].measure(found, wanted) == pytest.approx(10 * np.log10(6 / 10))


def test_auc_scores_are_the_output_the_second_of_two_or_the_error_given_back():
    labels = np.array([0, 0, 1])
    measure = METRICS["auc"].measure
    assert measure(outputs(1, 2, 3), Truth(labels)) == 1
    assert measure(outputs([5, 1], [0, 0], [1, 5]), Truth(labels)) == 1
    wanted = np.array([[0.5], [1.0], [9.0]])
    assert measure(outputs(1, 2, 3), Truth(labels, inputs=wanted)) == 1
    assert measure(outputs(1, 9, 18), Truth(labels, inputs=wanted)) == 0.25


@given(st.integers(1, 10**6), st.data())
def test_points_lost_are_the_quotient_of_whole_numbers(samples, data):
    before, after = (data.draw(st.integers(0, samples)) for _ in range(2))
    labels = Truth(np.zeros((samples, 1), np.int64), 10)
    lost = METRICS["accuracy"].lost(before / samples, after / samples, labels)
    assert lost == 100 * (before - after) / samples


def test_loss_of_errors_is_in_percent_and_of_snr_in_db():
    some = truth([1.0])
    assert METRICS["mse"].lost(0.5, 0.6, some) == pytest.approx(20)
    assert METRICS["snr"].lost(20.0, 17.5, some) == 2.5
    assert METRICS["mse"].lost(0.0, 0.1, some) == METRICS["snr"].lost(np.inf, 3, some) == np.inf
    assert METRICS["mse"].lost(0.0, 0.0, some) == METRICS["snr"].lost(np.inf, np.inf, some) == 0
    assert METRICS["auc"].lost(1.0, 0.75, Truth(np.array([0, 0, 1, 1]))) == 25


@pytest.mark.parametrize("name", METRICS)
def test_after_undoes_lost(name):
    metric = METRICS[name]
    labels = Truth(np.array([0, 1] * 50))
    original, value = (40.0, 35.0) if name == "snr" else (0.8, 0.75)
    lost = metric.lost(original, value, labels)
    assert metric.after(original, lost) == pytest.approx(value)
    assert (lost > 0) == metric.higher_is_better


def test_texts_name_the_unit():
    texts = {name: m.text(0.7382) for name, m in METRICS.items()}
    assert texts["accuracy"] == texts["binary-accuracy"] == "73.82 %"
    assert (texts["auc"], texts["mse"], texts["snr"]) == ("0.7382", "0.7382", "0.74 dB")
    assert METRICS["accuracy"].limit(1) == "1 point"
    assert METRICS["mse"].limit(10) == "10 % more"
    assert METRICS["snr"].limit(2) == "2 dB"
