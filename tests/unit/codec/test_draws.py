import csv

import numpy as np
import pytest

from seedlite.codec.draws import (
    LEVEL_STD,
    TABLE,
    draw_std,
    levels,
    seed_bits,
    window_bits,
    window_values,
)
from seedlite.format.constants import TABLE_COLUMNS, TABLE_MAX, TABLE_ROWS
from seedlite.search.seeds import derived_seed
from tests.support.places import GOLDEN

ROWS, LENGTH = 1024, 1024
SIGMAS = 5
SEEDS = [0, 1, derived_seed(0, 0), derived_seed(0, 1)]


def golden_rows(name: str) -> list[dict[str, int]]:
    with (GOLDEN / name).open() as file:
        return [{key: int(value) for key, value in row.items()} for row in csv.DictReader(file)]


def test_window_values_golden_vectors_match():
    rows = golden_rows("draws.csv")
    drawn = [window_values(row["bits"], 8)[row["window"], row["value"]] for row in rows]
    assert [row["r"] for row in rows] == drawn


def test_levels_golden_vectors_match():
    for row in golden_rows("levels.csv"):
        if row["length"] <= 50:
            found = levels(row["row"] + 1, row["length"], row["seed"])
            assert found[row["row"], row["weight"]] == row["r"]


def test_window_values_fewer_values_are_the_first_columns():
    assert np.array_equal(window_values(8, 8)[:, :3], window_values(8, 3))


@pytest.mark.parametrize("bits", range(1, 9))
def test_window_is_two_indices_as_far_apart_as_whole_draws_allow(bits):
    distance = window_bits(bits) - 8
    assert distance % bits == 0
    assert 8 - bits < distance <= 8
    assert seed_bits(1, bits) == window_bits(bits)
    assert seed_bits(0, bits) == 0


def test_table_sums_stay_in_int8_and_every_row_differs():
    assert TABLE.shape == (TABLE_ROWS, TABLE_COLUMNS)
    assert np.abs(TABLE).max() == TABLE_MAX
    assert len(np.unique(TABLE[:, :4], axis=0)) == TABLE_ROWS


def test_draws_are_centred_bells_of_one_size_without_correlation():
    values = window_values(8, 8).astype(np.float64)
    deviation = draw_std(8)
    assert np.all(np.abs(values.mean(axis=0)) < 0.1 * deviation)
    assert np.all(np.abs(values.std(axis=0) / deviation - 1) < 0.15)
    assert np.abs(np.corrcoef(values.T) - np.eye(8)).max() < 0.2
    shares = [np.mean(np.abs(values - values.mean(axis=0)) < n * deviation) for n in (1, 2)]
    assert shares == pytest.approx([0.68, 0.95], abs=0.03)


@pytest.mark.parametrize("seed", SEEDS)
def test_levels_pass_a_chi_square_test_alone_and_in_pairs(seed):
    fields = (levels(ROWS, LENGTH, seed).astype(np.int64) + 3) // 2
    pairs = 4 * fields[:, :-1] + fields[:, 1:]
    for counts in (np.bincount(fields.ravel(), minlength=4), np.bincount(pairs.ravel())):
        expected = counts.sum() / len(counts)
        freedom = len(counts) - 1
        chi_square = float(np.sum((counts - expected) ** 2) / expected)
        assert abs(chi_square - freedom) < SIGMAS * np.sqrt(2 * freedom) + 2


@pytest.mark.parametrize("seed", SEEDS)
def test_levels_have_the_variance_of_four_levels_and_no_serial_correlation(seed):
    r = levels(ROWS, LENGTH, seed).astype(np.float64)
    assert abs(r.mean()) < SIGMAS * LEVEL_STD / np.sqrt(r.size)
    assert r.std() == pytest.approx(LEVEL_STD, rel=0.003)
    for distance in (1, 2, 3, 4, 8, 16, 32, 64, 256, 1000):
        products = r[:, distance:] * r[:, :-distance] / LEVEL_STD**2
        assert abs(products.mean()) < SIGMAS / np.sqrt(products.size)


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_of_levels_and_of_neighbouring_seeds_are_uncorrelated(seed):
    r = levels(256, LENGTH, seed).astype(np.float64) / LEVEL_STD
    between = r @ r.T / LENGTH - np.eye(256)
    assert np.abs(between).max() < 6 / np.sqrt(LENGTH)
    other = levels(256, LENGTH, seed + 1).astype(np.float64) / LEVEL_STD
    assert np.abs(r @ other.T / LENGTH).max() < 6.5 / np.sqrt(LENGTH)


def test_levels_of_a_row_do_not_depend_on_how_many_there_are():
    assert np.array_equal(levels(5, 50, 7), levels(9, 50, 7)[:5])
