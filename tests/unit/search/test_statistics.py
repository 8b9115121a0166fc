import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seedlite.search.statistics import batch_means, batch_stds, quantize_statistics


@given(st.integers(1, 60), st.integers(1, 70))
def test_batch_statistics_short_last_batch_are_those_of_its_weights(count, batch_size):
    values = np.random.default_rng(count).normal(3, 2, count)
    batches = [values[at : at + batch_size] for at in range(0, count, batch_size)]
    assert np.allclose([b.mean() for b in batches], batch_means(values, batch_size))
    assert np.allclose([b.std() for b in batches], batch_stds(values, batch_size))


@given(st.integers(0, 1 << 30), st.integers(1, 300), st.integers(1, 40))
def test_quantize_statistics_any_batches_fit_and_reproduce_the_formula(seed, count, batch_size):
    rng = np.random.default_rng(seed)
    batches = -(-count // batch_size)
    r = rng.choice([-3, -1, 1, 3], count).astype(np.int8)
    means = rng.normal(0, rng.choice([0, 1e-3, 1]), batches)
    amplitudes = rng.exponential(rng.choice([1e-6, 1e-2]), batches)

    s = quantize_statistics(means, amplitudes, r, batch_size)

    assert s.spreads.min() >= 0
    assert (np.abs(s.means) + 3 * s.spreads).max() <= 127
    noise = np.repeat(amplitudes, batch_size)[:count] * r
    wanted = np.repeat(means, batch_size)[:count] + noise
    units = np.repeat(s.means, batch_size)[:count] + np.repeat(s.spreads, batch_size)[:count] * r
    # half a unit of the mean, and of the spread times what r is beside its batch's mean
    assert np.abs(units - wanted / float(s.scale)).max() <= 0.51 + 0.5 * 6


def test_quantize_statistics_one_batch_uses_the_whole_range():
    r = np.tile([-3, -1, 1, 3], 64).astype(np.int8)
    s = quantize_statistics(np.zeros(1), np.full(1, 0.1), r, 256)
    assert (s.means.tolist(), s.spreads.tolist()) == ([0], [41])


def test_quantize_statistics_all_zero_has_scale_one():
    s = quantize_statistics(np.zeros(2), np.zeros(2), np.ones(10, np.int8), 5)
    assert s.scale == 1
    assert not s.means.any()
    assert not s.spreads.any()
