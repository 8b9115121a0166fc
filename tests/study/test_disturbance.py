import numpy as np
import pytest

from seedlite.errors import UsageError
from seedlite.study.disturbance import Disturbance, flip_bits

RNG_SEED = 5


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
def test_flip_bits_changes_one_bit_of_as_many_numbers_as_asked_for(dtype):
    numbers = np.random.default_rng(0).normal(0, 30, (40, 25)).astype(dtype)
    before = numbers.copy()
    flipped = flip_bits(numbers, 0.3, np.random.default_rng(RNG_SEED))
    assert np.array_equal(numbers, before)
    assert (flipped.dtype, flipped.shape) == (numbers.dtype, numbers.shape)
    unsigned = f"u{numbers.itemsize}"
    changed = np.bitwise_xor(flipped.view(unsigned), numbers.view(unsigned))
    assert sorted(int(x).bit_count() for x in changed.reshape(-1)) == [0] * 700 + [1] * 300


def test_flip_bits_takes_every_bit_alike():
    flipped = flip_bits(np.zeros(8000, np.int8), 1, np.random.default_rng(RNG_SEED))
    counts = [np.sum(flipped.view(np.uint8) == 1 << bit) for bit in range(8)]
    assert sum(counts) == 8000
    assert min(counts) > 850  # 1000 +- 30


def test_add_strength_is_in_deviations_of_the_layer():
    weights = np.random.default_rng(0).normal(0.2, 3, (300, 200))
    noise = Disturbance("add", 0.5).of_reals(weights, np.random.default_rng(RNG_SEED)) - weights
    assert noise.std() == pytest.approx(1.5, rel=0.02)
    assert noise.mean() == pytest.approx(0, abs=0.03)


def test_add_one_number_shifts_all_weights_alike():
    weights = np.arange(6.0)
    moved = Disturbance("add", 0.5, one_number=True).of_reals(
        weights, np.random.default_rng(RNG_SEED)
    )
    assert np.ptp(moved - weights) < 1e-12
    assert moved[0] != 0


def test_multiply_draws_nothing():
    how = Disturbance("multiply", -2.0)
    assert not how.is_random
    assert np.array_equal(how.of_reals(np.array([1.0, -3]), np.random.default_rng(0)), [-2, 6])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("shake", 1), "`kind` shake"),
        (("add", -1), "0 or more"),
        (("bitflip", 1.5), "0 to 1"),
        (("multiply", float("nan")), "finite"),
        (("bitflip", 1, "float64"), "`stored` float64"),
    ],
)
def test_disturbance_without_meaning_is_refused(arguments, words):
    with pytest.raises(UsageError, match=words):
        Disturbance(*arguments)
