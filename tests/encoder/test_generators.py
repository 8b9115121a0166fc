import csv
from pathlib import Path

import numpy as np
import pytest

from seedlite._constants import GENERATOR_BELL, GENERATOR_UNIFORM
from seedlite.encoder.generators import R_PER_DEVIATION, counter_values, window_values
from seedlite.encoder.seeds import derived_seed, window_seed

GOLDEN = Path(__file__).parent.parent / "golden" / "generators.csv"
GENERATORS = (GENERATOR_UNIFORM, GENERATOR_BELL)
DRAWS = 1 << 20
SIGMAS = 5


def golden_rows(state: str) -> list[dict[str, int]]:
    with GOLDEN.open() as file:
        rows = [row for row in csv.DictReader(file) if row.pop("state") == state]
    return [{name: int(value) for name, value in row.items()} for row in rows]


def test_counter_values_golden_vectors_match():
    rows = golden_rows("counter")
    drawn = [
        counter_values(row["generator"], np.array([row["index"]]), row["seed"])[0] for row in rows
    ]
    assert [row["r"] for row in rows] == drawn


@pytest.mark.parametrize("generator", GENERATORS)
def test_window_values_golden_vectors_match(generator):
    rows = [row for row in golden_rows("window") if row["generator"] == generator]
    tables = {seed: window_values(generator, 16, 8, seed) for seed in {r["seed"] for r in rows}}
    drawn = [tables[row["seed"]][row["index"], row["value"]] for row in rows]
    assert [row["r"] for row in rows] == drawn


def test_window_values_fewer_bits_and_values_are_the_same_table():
    large = window_values(GENERATOR_BELL, 12, 8, 99)
    assert np.array_equal(large[:256, :3], window_values(GENERATOR_BELL, 8, 3, 99))


def test_counter_values_array_of_counters_matches_range():
    assert np.array_equal(
        counter_values(GENERATOR_BELL, 500, 7)[100:],
        counter_values(GENERATOR_BELL, np.arange(100, 500), 7),
    )


def chi_square_of_bytes(draws: int, number: int) -> float:
    values = counter_values(GENERATOR_UNIFORM, draws, derived_seed(0, number)).view(np.uint8)
    expected = draws / 256
    return float(np.sum((np.bincount(values, minlength=256) - expected) ** 2) / expected)


@pytest.mark.parametrize("number", range(4))
def test_counter_bytes_quarter_million_pass_a_chi_square_test(number):
    assert abs(chi_square_of_bytes(DRAWS // 4, number) - 255) < SIGMAS * np.sqrt(2 * 255)


@pytest.mark.parametrize("number", range(4))
def test_counter_bytes_a_million_are_even_to_one_percent(number):
    # two rounds of mixing leave bytes uneven by 0.8 %, which chi-square sees from here on
    unevenness = 0.01
    allowed = 255 + SIGMAS * np.sqrt(2 * 255) + DRAWS * unevenness**2
    assert chi_square_of_bytes(DRAWS, number) < allowed


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize(
    # the bell's mean: floor takes 3/8 off the mean of four bytes, less 510, over 4
    ("generator", "mean", "deviation"),
    [(GENERATOR_UNIFORM, -0.5, 73.9), (GENERATOR_BELL, -0.375, 36.95)],
)
def test_counter_values_mean_deviation_and_correlation_are_those_of_noise(
    generator, mean, deviation, number
):
    r = counter_values(generator, DRAWS, derived_seed(0, number)).astype(np.float64)
    normal = (r - r.mean()) / r.std()

    assert abs(r.mean() - mean) < SIGMAS * deviation / np.sqrt(DRAWS)
    assert abs(r.std() / deviation - 1) < 0.003
    for distance in (1, 2, 3, 4, 8, 64, 1000):
        correlation = np.mean(normal[distance:] * normal[:-distance])
        assert abs(correlation) < SIGMAS / np.sqrt(DRAWS)


@pytest.mark.parametrize("window_bits", range(8, 17))
def test_window_table_is_a_fair_sample_of_the_bell(window_bits):
    table = window_values(GENERATOR_BELL, window_bits, 8, window_seed(0, window_bits, 8))
    deviation = R_PER_DEVIATION[GENERATOR_BELL]

    assert np.all(np.abs(table.mean(axis=0)) < SIGMAS * deviation / np.sqrt(1 << window_bits))
    assert np.all(np.abs(table.std(axis=0) / deviation - 1) < 0.15)
    between_values = np.corrcoef(table.T) - np.eye(8)
    assert np.abs(between_values).max() < 0.25


@pytest.mark.parametrize("window_bits", range(8, 17))
@pytest.mark.parametrize("bits_per_draw", [1, 2, 3, 4, 8])
def test_window_table_consecutive_windows_hardly_correlate(window_bits, bits_per_draw):
    table = window_values(GENERATOR_BELL, window_bits, 1, window_seed(0, window_bits, 1))[:, 0]
    centred = table.astype(np.float64) - table.mean()
    groups = 1 << (window_bits - bits_per_draw)

    before = centred.reshape(groups, -1).mean(axis=1)  # over the windows that precede a group
    after = centred.reshape(-1, groups).mean(axis=0)
    assert abs(np.mean(before * after)) / table.var() < 0.15


@pytest.mark.parametrize("seed", [0, 1, 0xFFFFFFFF])
@pytest.mark.parametrize("window_bits", range(6, 17))
def test_window_seed_any_window_needs_no_clamping(window_bits, seed):
    for values in range(1, 9):
        table = window_values(
            GENERATOR_BELL, window_bits, values, window_seed(seed, window_bits, values)
        )
        assert table.min() >= -127


def test_window_seed_zero_multiple_is_passed_over():
    # window 0 of seed 0 draws -128: the rule above is not vacuous
    assert window_values(GENERATOR_BELL, 8, 1, 0).min() == -128
