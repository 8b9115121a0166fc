import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedlite._constants import GENERATOR_BELL
from seedlite.encoder import search_windows, trellis, window_values
from seedlite.encoder.seeds import window_seed


def codebook(window_bits: int, values: int) -> np.ndarray:
    return window_values(GENERATOR_BELL, window_bits, values, window_seed(0, window_bits, values))


def cost(windows, targets, importance, book) -> float:
    values = book[np.asarray(windows)].ravel()[: len(targets)]
    return float(np.sum(importance * np.square(targets - values)))


def assert_consistent(windows: np.ndarray, bits_per_draw: int, window_bits: int) -> None:
    low = windows[1:] & ((1 << (window_bits - bits_per_draw)) - 1)
    assert np.array_equal(windows[:-1] >> bits_per_draw, low)


def best_of_all(targets, importance, book, bits_per_draw, before=None) -> float:
    """The least cost over every stream, one after the other."""
    window_bits = book.shape[0].bit_length() - 1
    draws = -(-len(targets) // book.shape[1])
    kept = window_bits - bits_per_draw
    firsts = range(1 << window_bits)
    if before is not None:
        firsts = [w for w in firsts if w & ((1 << kept) - 1) == before >> bits_per_draw]
    best = np.inf
    for first in firsts:
        for fresh in itertools.product(range(1 << bits_per_draw), repeat=draws - 1):
            windows = [first]
            for bits in fresh:
                windows.append(windows[-1] >> bits_per_draw | bits << kept)
            best = min(best, cost(windows, targets, importance, book))
    return best


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from([(6, 1, 1), (6, 2, 1), (6, 2, 3), (6, 5, 2), (6, 6, 4), (7, 3, 2)]),
    st.booleans(),
    st.integers(0, 1 << 30),
)
def test_search_few_draws_finds_the_best_of_all_streams(form, after, seed):
    window_bits, bits_per_draw, values = form
    rng = np.random.default_rng(seed)
    draws = 3 if bits_per_draw < 5 else 2
    count = draws * values - rng.integers(0, values)
    targets = rng.normal(0, 40, count)
    importance = rng.uniform(0, 2, count)
    book = codebook(window_bits, values)
    before = int(rng.integers(0, 1 << window_bits)) if after else None

    windows = search_windows(targets, importance, book, bits_per_draw, before)

    chain = windows if before is None else np.insert(windows, 0, before)
    assert_consistent(chain, bits_per_draw, window_bits)
    assert cost(windows, targets, importance, book) == pytest.approx(
        best_of_all(targets, importance, book, bits_per_draw, before), rel=1e-5
    )


@pytest.mark.parametrize("form", [(8, 1, 1), (10, 2, 1), (10, 8, 4), (12, 12, 3)])
def test_search_in_segments_is_one_path_hardly_worse_than_in_one(form, monkeypatch):
    window_bits, bits_per_draw, values = form
    targets = np.random.default_rng(1).normal(0, 38, 4000)
    book = codebook(window_bits, values)
    whole = search_windows(targets, None, book, bits_per_draw)
    monkeypatch.setattr(trellis, "MAX_SEGMENT_DRAWS", 200)

    windows = search_windows(targets, None, book, bits_per_draw)

    assert_consistent(windows, bits_per_draw, window_bits)
    exact = cost(whole, targets, 1, book)
    assert exact * (1 - 1e-6) <= cost(windows, targets, 1, book) <= 1.001 * exact


@pytest.mark.parametrize("bits_per_draw", range(1, 17))
def test_search_segment_memory_stays_bounded_and_covers_the_lookahead(bits_per_draw):
    for window_bits in range(max(6, bits_per_draw), 17):
        draws = trellis.segment_draws(window_bits, bits_per_draw)
        assert draws * 2 << (window_bits - bits_per_draw) <= 128 << 20
        lookahead = 8 * -(-window_bits // bits_per_draw) + 32
        assert draws >= 2 * lookahead


def test_search_twice_gives_the_same_windows():
    targets = np.random.default_rng(2).normal(0, 38, 3000)
    book = codebook(10, 2)
    assert np.array_equal(
        search_windows(targets, None, book, 3), search_windows(targets, None, book, 3)
    )


def test_search_unimportant_weight_is_ignored():
    rng = np.random.default_rng(3)
    targets = rng.normal(0, 38, 500)
    importance = rng.integers(0, 2, 500).astype(float)
    book = codebook(8, 1)
    other = np.where(importance == 0, 1000.0, targets)
    assert np.array_equal(
        search_windows(targets, importance, book, 2), search_windows(other, importance, book, 2)
    )


@pytest.mark.parametrize(
    ("form", "least_db"),
    [
        ((12, 2, 1), 11.2),
        ((12, 1, 1), 5.3),
        ((12, 4, 2), 11.1),
        ((10, 4, 2), 10.6),
        ((12, 8, 4), 10.6),
    ],
)
def test_search_gaussian_source_signal_to_noise_is_that_of_a_trellis(form, least_db):
    window_bits, bits_per_draw, values = form
    source = np.random.default_rng(4).normal(0, 1, 12000)
    book = codebook(window_bits, values)
    rate = bits_per_draw / values
    targets = source * 36.9 / np.sqrt(1 - 4.0**-rate)
    q = book[search_windows(targets, None, book, bits_per_draw)].ravel()
    error = np.mean(np.square(targets - q)) / np.mean(np.square(targets))
    assert -10 * np.log10(error) >= least_db
