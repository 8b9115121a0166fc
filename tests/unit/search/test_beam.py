from dataclasses import replace

import numpy as np
import pytest

from seedlite.codec.draws import draw_std, drawn_values, window_bits
from seedlite.codec.rates import Rate
from seedlite.search.beam import RowCost, search_beam
from seedlite.search.trellis import search_windows

FORMS = [Rate(1, 2), Rate(2, 3), Rate(2, 5), Rate(3, 7), Rate(4, 8)]


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


def outcome(targets, live, rate: Rate, windows) -> np.ndarray:
    q = np.zeros(len(targets))
    q[live] = drawn_values(windows, rate)[: live.sum()]
    return targets - q


def form_cost(errors: np.ndarray, form: np.ndarray, rows: int, interleaved: bool = False) -> float:
    e = errors.reshape(-1, rows).T if interleaved else errors.reshape(rows, -1)
    return float(np.einsum("ri,ij,rj->", e, form, e))


def search(targets, cost, rate, live=None, beam_width=64) -> np.ndarray:
    live = np.ones(len(targets), bool) if live is None else live
    return search_beam(targets, live, cost, np.ones(cost.rows), rate, beam_width)


def source(count: int, rate: Rate, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, draw_std(rate.values_per_draw), count)


@pytest.mark.parametrize("rate", FORMS, ids=str)
def test_beam_independent_inputs_comes_close_to_the_exact_search(rate):
    targets = source(40 * 32, rate)
    everything = np.ones(len(targets), bool)
    exact = outcome(targets, everything, rate, search_windows(targets, rate))

    windows = search(targets, cost_of(np.eye(32), 40), rate, beam_width=512)

    k = rate.bits_per_draw
    low = windows[1:] & ((1 << (window_bits(k) - k)) - 1)
    assert np.array_equal(windows[:-1] >> k, low)
    found = outcome(targets, everything, rate, windows)
    assert exact @ exact * (1 - 1e-6) <= found @ found <= 1.12 * (exact @ exact)


@pytest.mark.parametrize("interleaved", [False, True])
@pytest.mark.parametrize("rate", FORMS, ids=str)
def test_beam_correlated_inputs_costs_far_less_than_the_plain_search(rate, interleaved):
    covariance = correlated(50, 2)
    targets = source(20 * 50, rate)
    everything = np.ones(len(targets), bool)
    plain = outcome(targets, everything, rate, search_windows(targets, rate))

    windows = search(targets, cost_of(covariance, 20, 0, interleaved), rate)

    found = outcome(targets, everything, rate, windows)
    limit = (0.75 if interleaved else 0.6) * form_cost(plain, covariance, 20, interleaved)
    assert form_cost(found, covariance, 20, interleaved) < limit


@pytest.mark.parametrize("inputs", [5, 7, 3, 1])
def test_beam_draws_across_rows_count_in_both(inputs):
    """Four values a draw, rows that are no multiple: as cheap per weight as rows that are."""
    rate, rows = Rate(4, 8), 840 // inputs
    targets, form = source(840, rate), correlated(inputs, 3)
    plain = outcome(targets, np.ones(840, bool), rate, search_windows(targets, rate))
    windows = search(targets, cost_of(form, rows), rate, beam_width=256)
    found = outcome(targets, np.ones(840, bool), rate, windows)
    assert form_cost(found, form, rows) <= 1.06 * form_cost(plain, form, rows)


@pytest.mark.parametrize(("rate", "draws"), [(Rate(3, 5), 2), (Rate(4, 4), 2), (Rate(6, 8), 1)])
def test_beam_few_draws_finds_the_best_of_all_streams(rate, draws):
    """A beam as wide as there are paths gives nothing up: no masked or straddling
    weight's cost is forgotten."""
    k, rows, inputs = rate.bits_per_draw, 3, 3
    targets = source(rows * inputs, rate, 4)
    live = np.array([1, 0, 1, 1, 1, 0, 1, 0, 1], bool)
    form = correlated(inputs, 5)
    streams = np.arange(1 << window_bits(k))[:, None]
    shared = window_bits(k) - k
    for _ in range(draws - 1):
        last = np.repeat(streams, 1 << k, axis=0)
        fresh = np.tile(np.arange(1 << k), len(streams))[:, None]
        streams = np.hstack([last, last[:, -1:] >> k | fresh << shared])
    drawn = drawn_values(streams.ravel(), rate).reshape(len(streams), -1)[:, : live.sum()]
    errors = np.tile(targets, (len(streams), 1))
    errors[:, live] -= drawn
    errors = errors.reshape(-1, rows, inputs)
    best = np.einsum("sri,ij,srj->s", errors, form, errors).min()

    windows = search(targets, cost_of(form, rows), rate, live, beam_width=1 << window_bits(k))

    assert len(windows) == draws
    assert form_cost(outcome(targets, live, rate, windows), form, rows) == pytest.approx(best, 1e-4)


def test_beam_masked_weights_take_no_draw_and_their_errors_are_made_up_for():
    rate, covariance = Rate(1, 2), correlated(40, 6)
    targets = source(800, rate)
    live = np.random.default_rng(7).random(800) < 0.7
    cost = cost_of(covariance, 20)
    windows = search(targets, cost, rate, live)
    assert len(windows) == live.sum()
    heedless = search(np.where(live, targets, 0), cost, rate, live)
    assert form_cost(outcome(targets, live, rate, windows), covariance, 20) < 0.9 * form_cost(
        outcome(targets, live, rate, heedless), covariance, 20
    )


def test_beam_nothing_live_gives_no_draws():
    rate, nothing = Rate(1, 2), np.zeros(6, bool)
    assert len(search(source(6, rate), cost_of(np.eye(3), 2), rate, nothing)) == 0


def test_beam_blocks_feed_back_within_themselves_only():
    rate, covariance = Rate(4, 8), correlated(50, 8)
    blocks = covariance * (np.arange(50)[:, None] // 20 == np.arange(50) // 20)
    targets = source(500, rate)
    limited = search(targets, cost_of(covariance, 10, 20), rate)
    assert np.array_equal(limited, search(targets, cost_of(blocks, 10), rate))


@pytest.mark.parametrize("rate", [Rate(1, 2), Rate(4, 8)])
def test_beam_wider_finds_less_cost(rate):
    covariance = correlated(60, 9)
    targets = source(1800, rate)
    everything = np.ones(1800, bool)
    costs = [
        form_cost(
            outcome(
                targets,
                everything,
                rate,
                search(targets, cost_of(covariance, 30), rate, beam_width=m),
            ),
            covariance,
            30,
        )
        for m in (1, 8, 64)
    ]
    assert costs[0] > costs[1] > costs[2]


def test_beam_twice_gives_the_same_windows():
    rate, covariance = Rate(4, 8), correlated(30, 10)
    targets = source(900, rate)
    first = search(targets, cost_of(covariance, 30), rate)
    assert np.array_equal(first, search(targets, cost_of(covariance, 30), rate))


@pytest.mark.parametrize(("rate", "inputs"), [(Rate(1, 2), 24), (Rate(4, 8), 25)])
def test_beam_coupled_rows_make_up_for_the_errors_of_rows_before(rate, inputs):
    rows = 20
    covariance, outputs = correlated(inputs, 11), correlated(rows, 12)
    targets = source(rows * inputs, rate)
    live = np.random.default_rng(13).random(len(targets)) < 0.9
    root = np.linalg.cholesky(outputs[::-1, ::-1])
    feedback = (root / np.diag(root))[::-1, ::-1].T
    strength = np.square(np.diag(root))[::-1]

    def lost(row_feedback: np.ndarray | None, weights: np.ndarray) -> float:
        cost = replace(cost_of(covariance, rows), row_feedback=row_feedback)
        windows = search_beam(targets, live, cost, weights, rate, 128)
        e = outcome(targets, live, rate, windows).reshape(rows, -1)
        return float(np.einsum("rs,ri,ij,sj->", outputs, e, covariance, e))

    assert lost(feedback, strength) < 0.9 * lost(None, np.ones(rows))
