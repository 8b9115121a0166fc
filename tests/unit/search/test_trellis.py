import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite.codec.draws import draw_std, drawn_values, window_bits
from seedlite.codec.rates import Rate
from seedlite.search import trellis
from seedlite.search.trellis import search_windows


def cost(windows, targets, rate: Rate) -> float:
    return float(np.sum(np.square(targets - drawn_values(np.asarray(windows), rate))))


def source(count: int, rate: Rate, seed: int) -> np.ndarray:
    shrink = np.sqrt(1 - 4.0**-rate.bits_per_weight)
    deviation = draw_std(rate.values_per_draw) / shrink
    return np.random.default_rng(seed).normal(0, deviation, count)


def assert_consistent(windows: np.ndarray, bits_per_draw: int) -> None:
    shared = window_bits(bits_per_draw) - bits_per_draw
    assert np.array_equal(windows[:-1] >> bits_per_draw, windows[1:] & ((1 << shared) - 1))


def least_cost(targets: np.ndarray, rate: Rate) -> float:
    """Over every stream, by the recursion as it is written in books."""
    k = rate.bits_per_draw
    windows = np.arange(1 << window_bits(k))
    states = 1 << (window_bits(k) - k)
    values = drawn_values(windows, rate).reshape(len(windows), -1)
    best = np.zeros(states)
    for wanted in targets.reshape(-1, rate.values_per_draw):
        costs = best[windows % states] + np.square(wanted - values).sum(axis=1)
        best = costs.reshape(states, -1).min(axis=1)
    return float(best.min())


@settings(max_examples=16, deadline=None)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 1 << 30))
def test_search_any_form_finds_the_best_of_all_streams(values, bits, seed):
    rate = Rate(values, bits)
    targets = source(8 * values, rate, seed)
    windows = search_windows(targets, rate)
    assert_consistent(windows, bits)
    assert cost(windows, targets, rate) == pytest.approx(least_cost(targets, rate), rel=1e-5)


def test_least_cost_is_that_of_the_best_of_all_streams_one_after_the_other():
    """What the other tests compare with."""
    rate = Rate(2, 5)
    targets = source(4, rate, 1)
    pairs = itertools.product(range(1 << window_bits(5)), range(1 << 5))
    streams = np.array([(first, first >> 5 | fresh << 8) for first, fresh in pairs])
    drawn = drawn_values(streams.ravel(), rate).reshape(len(streams), -1)
    best = np.square(targets - drawn).sum(axis=1).min()
    assert least_cost(targets, rate) == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("rate", [Rate(1, 1), Rate(2, 3), Rate(2, 6), Rate(4, 8)])
def test_search_in_segments_is_one_path_hardly_worse_than_in_one(rate, monkeypatch):
    targets = source(500 * rate.values_per_draw, rate, 1)
    monkeypatch.setattr(trellis, "MAX_SEGMENT_DRAWS", 250)
    windows = search_windows(targets, rate)
    assert_consistent(windows, rate.bits_per_draw)
    exact = least_cost(targets, rate)
    assert exact * (1 - 1e-6) <= cost(windows, targets, rate) <= 1.001 * exact


@pytest.mark.parametrize("bits_per_draw", range(1, 9))
def test_search_segment_memory_stays_bounded_and_covers_the_lookahead(bits_per_draw):
    draws = trellis.segment_draws(bits_per_draw)
    assert draws * 4 << (window_bits(bits_per_draw) - bits_per_draw) <= 128 << 20
    assert draws >= 2 * trellis.lookahead_draws(bits_per_draw)


def test_search_last_draw_short_is_filled_with_zeros():
    rate = Rate(4, 8)
    targets = source(41, rate, 2)
    filled = search_windows(np.append(targets, np.zeros(3)), rate)
    assert np.array_equal(search_windows(targets, rate), filled)


def test_search_nothing_gives_no_windows():
    assert len(search_windows(np.zeros(0), Rate(1, 4))) == 0


@pytest.mark.parametrize(
    ("rate", "least_db"),
    [
        (Rate(2, 8), 22.35),
        (Rate(1, 4), 22.8),
        (Rate(2, 6), 16.5),
        (Rate(1, 3), 16.8),
        (Rate(4, 8), 11.02),
        (Rate(4, 6), 8.0),
        (Rate(2, 3), 8.1),
        (Rate(8, 8), 5.0),
        (Rate(4, 4), 5.28),
    ],
)
def test_search_gaussian_source_signal_to_noise_is_that_of_a_trellis(rate, least_db):
    targets = source(20_000, rate, 4)
    error = cost(search_windows(targets, rate), targets, rate) / np.sum(np.square(targets))
    assert -10 * np.log10(error) >= least_db
