import numpy as np
import pytest

from seedlite._constants import GENERATOR_BELL
from seedlite.encoder import search_windows, window_values
from seedlite.encoder.beam import RowCost, search_beam
from seedlite.encoder.seeds import window_seed

FORMS = [(10, 2, 1), (8, 1, 1), (10, 3, 2), (10, 8, 4)]


def codebook(window_bits: int, values: int) -> np.ndarray:
    return window_values(GENERATOR_BELL, window_bits, values, window_seed(0, window_bits, values))


def correlated(inputs: int, seed: int) -> np.ndarray:
    """A covariance of neighbours that go along with each other."""
    x = np.random.default_rng(seed).normal(size=(4 * inputs, inputs))
    x += np.roll(x, 1, axis=1) + x.mean(axis=1, keepdims=True) * 5
    covariance = x.T @ x / len(x)
    return covariance + 0.01 * np.trace(covariance) / inputs * np.eye(inputs)


def cost_of(form: np.ndarray, rows: int, block: int = 0, interleaved: bool = False) -> RowCost:
    """The RowCost of e^T H e; with `block`, of H's diagonal blocks of that length."""
    inputs = len(form)
    block = block or inputs
    weights, feedback = np.zeros((1, inputs)), np.zeros((1, inputs, block))
    for at in range(0, inputs, block):
        part = form[at : at + block, at : at + block]
        root = np.linalg.cholesky(part[::-1, ::-1])
        weights[0, at : at + block] = np.square(np.diag(root))[::-1]
        unit = (root / np.diag(root))[::-1, ::-1].T
        feedback[0, at : at + block, : len(part)] = np.tril(unit, -1)
    return RowCost(rows, weights, feedback, interleaved)


def outcome(targets, live, book, windows) -> np.ndarray:
    q = np.zeros(len(targets))
    q[live] = book[windows].ravel()[: live.sum()]
    return targets - q


def form_cost(errors: np.ndarray, form: np.ndarray, rows: int, interleaved: bool = False) -> float:
    e = errors.reshape(-1, rows).T if interleaved else errors.reshape(rows, -1)
    return float(np.einsum("ri,ij,rj->", e, form, e))


def search(targets, cost, book, bits_per_draw, live=None, survivors=64) -> np.ndarray:
    live = np.ones(len(targets), bool) if live is None else live
    return search_beam(targets, live, cost, np.ones(cost.rows), book, bits_per_draw, survivors)


def source(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 38, count)


@pytest.mark.parametrize("form", FORMS)
def test_beam_independent_inputs_comes_close_to_the_exact_search(form):
    window_bits, bits_per_draw, values = form
    book = codebook(window_bits, values)
    targets = source(40 * 30)
    everything = np.ones(len(targets), bool)
    exact = outcome(targets, everything, book, search_windows(targets, None, book, bits_per_draw))

    windows = search(targets, cost_of(np.eye(30), 40), book, bits_per_draw, survivors=512)

    low = windows[1:] & ((1 << (window_bits - bits_per_draw)) - 1)
    assert np.array_equal(windows[:-1] >> bits_per_draw, low)
    found = outcome(targets, everything, book, windows)
    assert exact @ exact * (1 - 1e-6) <= found @ found <= 1.06 * (exact @ exact)


@pytest.mark.parametrize("interleaved", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_beam_correlated_inputs_costs_far_less_than_the_plain_search(form, interleaved):
    window_bits, bits_per_draw, values = form
    book, covariance = codebook(window_bits, values), correlated(50, 2)
    targets = source(20 * 50)
    everything = np.ones(len(targets), bool)
    plain = outcome(targets, everything, book, search_windows(targets, None, book, bits_per_draw))

    windows = search(targets, cost_of(covariance, 20, 0, interleaved), book, bits_per_draw)

    found = outcome(targets, everything, book, windows)
    limit = (0.65 if interleaved else 0.5) * form_cost(plain, covariance, 20, interleaved)
    assert form_cost(found, covariance, 20, interleaved) < limit


@pytest.mark.parametrize("inputs", [5, 7, 3, 1])
def test_beam_draws_across_rows_count_in_both(inputs):
    """Four values a draw, rows that are no multiple: as cheap per weight as rows that are."""
    book = codebook(10, 4)
    rows = 840 // inputs
    targets = source(840)
    form = correlated(inputs, 3)
    plain = outcome(targets, np.ones(840, bool), book, search_windows(targets, None, book, 8))
    found = outcome(
        targets, np.ones(840, bool), book, search(targets, cost_of(form, rows), book, 8)
    )
    assert form_cost(found, form, rows) <= 1.02 * form_cost(plain, form, rows)


def test_beam_few_draws_finds_the_best_of_all_streams():
    """With as many survivors as there are paths nothing is given up: no masked or straddling
    weight's cost is forgotten."""
    book = codebook(6, 2)
    rows, inputs = 3, 3
    rng = np.random.default_rng(4)
    targets = rng.normal(0, 40, rows * inputs)
    live = np.array([1, 0, 1, 1, 1, 0, 1, 0, 1], bool)
    form = correlated(inputs, 5)
    streams = (
        (first, second, second >> 3 | y << 3)
        for first in range(64)
        for second in (first >> 3 | x << 3 for x in range(8))
        for y in range(8)
    )
    best = min(form_cost(outcome(targets, live, book, np.array(s)), form, rows) for s in streams)

    windows = search(targets, cost_of(form, rows), book, 3, live, survivors=64 * 8)

    assert form_cost(outcome(targets, live, book, windows), form, rows) == pytest.approx(best, 1e-4)


def test_beam_masked_weights_take_no_draw_and_their_errors_are_made_up_for():
    book, covariance = codebook(10, 1), correlated(40, 6)
    rng = np.random.default_rng(7)
    targets = rng.normal(0, 38, 800)
    live = rng.random(800) < 0.7
    cost = cost_of(covariance, 20)
    windows = search(targets, cost, book, 2, live)
    assert len(windows) == live.sum()
    heedless = search(np.where(live, targets, 0), cost, book, 2, live)
    assert form_cost(outcome(targets, live, book, windows), covariance, 20) < 0.9 * form_cost(
        outcome(targets, live, book, heedless), covariance, 20
    )


def test_beam_nothing_live_gives_no_draws():
    book = codebook(8, 1)
    nothing = np.zeros(6, bool)
    assert len(search(source(6), cost_of(np.eye(3), 2), book, 2, nothing)) == 0


def test_beam_blocks_feed_back_within_themselves_only():
    book, covariance = codebook(10, 1), correlated(50, 8)
    blocks = covariance * (np.arange(50)[:, None] // 20 == np.arange(50) // 20)
    targets = source(500)
    limited = search(targets, cost_of(covariance, 10, 20), book, 2)
    assert np.array_equal(limited, search(targets, cost_of(blocks, 10), book, 2))


def test_beam_more_survivors_find_less_cost():
    book, covariance = codebook(12, 1), correlated(60, 9)
    targets = source(1800)
    everything = np.ones(1800, bool)
    costs = [
        form_cost(
            outcome(
                targets,
                everything,
                book,
                search(targets, cost_of(covariance, 30), book, 2, survivors=m),
            ),
            covariance,
            30,
        )
        for m in (1, 8, 64)
    ]
    assert costs[0] > costs[1] > costs[2]


def test_beam_twice_gives_the_same_windows():
    book, covariance = codebook(10, 2), correlated(30, 10)
    targets = source(900)
    first = search(targets, cost_of(covariance, 30), book, 3)
    assert np.array_equal(first, search(targets, cost_of(covariance, 30), book, 3))
