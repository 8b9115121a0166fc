import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seedlite.encoder.statistics import batch_deviations, batch_means, quantize_statistics


@given(st.integers(1, 60), st.integers(1, 70))
def test_batch_statistics_short_last_batch_are_those_of_its_weights(count, batch_size):
    values = np.random.default_rng(count).normal(3, 2, count)
    batches = [values[at : at + batch_size] for at in range(0, count, batch_size)]
    assert np.allclose([b.mean() for b in batches], batch_means(values, batch_size))
    assert np.allclose([b.std() for b in batches], batch_deviations(values, batch_size))


@given(st.integers(0, 1 << 30), st.integers(1, 300), st.integers(1, 40))
def test_quantize_statistics_any_batches_fit_and_reproduce_the_formula(seed, count, batch_size):
    rng = np.random.default_rng(seed)
    batches = -(-count // batch_size)
    r = rng.integers(-128, 128, count).astype(np.int8)
    means = rng.normal(0, rng.choice([0, 1e-3, 1]), batches)
    amplitudes = rng.exponential(rng.choice([1e-6, 1e-2]), batches)

    s = quantize_statistics(means, amplitudes, r, batch_size)

    assert np.abs(s.means).max() <= 127
    assert s.spreads.min() >= 0
    assert s.spreads.max() <= 255
    noise = np.repeat(amplitudes, batch_size)[:count] * r
    wanted = np.repeat(means, batch_size)[:count] + noise
    spread = np.repeat(s.spreads, batch_size)[:count]
    units = np.repeat(s.means, batch_size)[:count] + spread * r / (1 << s.shift)
    # half a unit each: the mean, its correction, and the spread's last bit times |r| <= 128
    allowed = 1.01 + 64 / (1 << s.shift)
    assert np.abs(units - wanted / float(s.scale)).max() <= allowed


def test_quantize_statistics_one_batch_uses_the_whole_range():
    r = np.arange(-128, 128).astype(np.int8)
    s = quantize_statistics(np.zeros(1), np.full(1, 0.3 / 128), r, 256)
    assert s.spreads[0] >= 128
    assert 124 <= (s.spreads[0] * 128) >> s.shift <= 127


def test_quantize_statistics_all_zero_has_scale_one():
    s = quantize_statistics(np.zeros(2), np.zeros(2), np.ones(10, np.int8), 5)
    assert s.scale == 1
    assert not s.means.any()
    assert not s.spreads.any()
