"""Fits the table of draws (converter/seedlite/format/draw_table.csv) to a Gaussian source.

Usage: python -m tools.fit_draw_table [--starts N] [--rounds N] [--draws N] [--write]

A round searches the best stream for fresh draws, then solves for the table with the least squared
error (generalized Lloyd algorithm, Linde, Buzo and Gray, 1980). Columns 0 to 3 are fitted first, to
four weights a draw and a little to two; then columns 4 to 7, to eight, with the first fixed. Takes
the best of several starts and prints it with its signal-to-noise ratios. --write replaces the
format's table, which makes all existing files unreadable.
"""

import argparse
from pathlib import Path

import numpy as np

import seedlite.format
from seedlite.codec.rates import Rate
from seedlite.search.trellis import search_windows

CSV = Path(seedlite.format.__file__).with_name("draw_table.csv")
ROWS, COLUMNS, LARGEST = 257, 8, 63
# Rates that columns are fitted to, with their weights.
FIRST = {Rate(4, 8): 1.0, Rate(2, 8): 0.05}
FIRST_COLUMNS = 4
LAST = {Rate(8, 8): 1.0}
# Stages: share of the rounds, share of the draws, initial noise of the entries.
STAGES = ((0.4, 0.2, 0.3), (0.4, 0.4, 0.0), (0.2, 1.0, 0.0))
STIFFNESS = 1e-3  # regularization: keeps entries that few draws use
FORMS = ((8, 8), (8, 4), (6, 8), (5, 8), (4, 8), (4, 6), (4, 4), (3, 8), (2, 8), (2, 7), (2, 6))
FORMS += ((2, 5), (2, 3), (1, 8), (1, 6), (1, 4), (1, 3), (1, 2), (1, 1))


def indices(windows: np.ndarray) -> np.ndarray:
    """Returns the rows of the table that draws of 8 bits sum: [2, draws]."""
    return np.stack([windows & 0xFF, (windows >> 8) + 1])


def draw_std(table: np.ndarray, values: int) -> float:
    return float(np.std(table[:-1, None, :values] + table[None, 1:, :values]))


def source(rng: np.random.Generator, table: np.ndarray, rate: Rate, draws: int) -> np.ndarray:
    """Returns Gaussian values of the scale that the table reproduces best: [draws, V]."""
    size = draw_std(table, rate.values_per_draw) / np.sqrt(1 - 4.0**-rate.bits_per_weight)
    return rng.normal(0, size, (draws, rate.values_per_draw))


def equations(
    rng: np.random.Generator, table: np.ndarray, rate: Rate, draws: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns the normal equations of the rows, [257, 257], and their right sides, [257, V], in
    units of the error."""
    wanted = source(rng, table, rate, draws)
    rows = indices(search_windows(wanted.ravel(), rate, table).astype(np.int64))
    uses = np.zeros((draws, ROWS), np.float32)
    uses[np.arange(draws), rows[0]] += 1
    uses[np.arange(draws), rows[1]] += 1
    unit = draws * wanted.var() * 4.0**-rate.bits_per_weight * rate.values_per_draw
    return uses.T @ uses / unit, uses.T @ wanted / unit


def refit(
    rng: np.random.Generator,
    table: np.ndarray,
    rates: dict[Rate, float],
    fixed: int,
    draws: int,
) -> None:
    """Runs a round on the columns from `fixed` on."""
    columns = max(rate.values_per_draw for rate in rates)
    matrices = np.zeros((columns, ROWS, ROWS))
    sides = np.zeros((columns, ROWS))
    for rate, share in rates.items():
        matrix, side = equations(rng, table, rate, draws)
        matrices[: rate.values_per_draw] += share * matrix
        sides[: rate.values_per_draw] += share * side.T
    for column in range(fixed, columns):
        matrix = matrices[column]
        stiffness = STIFFNESS * np.trace(matrix) / ROWS
        side = sides[column] + stiffness * table[:, column]
        table[:, column] = np.linalg.solve(matrix + stiffness * np.eye(ROWS), side)


def fit(
    rng: np.random.Generator,
    table: np.ndarray,
    rates: dict[Rate, float],
    fixed: int,
    options: argparse.Namespace,
) -> None:
    columns = max(rate.values_per_draw for rate in rates)
    free = table[:, fixed:columns]
    for rounds, draws, noise in STAGES:
        count = max(1, round(rounds * options.rounds))
        for number in range(count):
            refit(rng, table, rates, fixed, max(1, round(draws * options.draws)))
            free += rng.normal(0, 1, free.shape) * noise * (1 - number / count) * free.std()
            if not fixed:
                table /= draw_std(table, columns)


def decibels(table: np.ndarray, rate: Rate, draws: int = 20_000) -> float:
    wanted = source(np.random.default_rng(0), table, rate, draws)
    windows = search_windows(wanted.ravel(), rate, table).astype(np.int64)
    second = windows >> 8 // rate.bits_per_draw * rate.bits_per_draw
    columns = table[:, : rate.values_per_draw]
    drawn = columns[windows & 0xFF] + columns[second + 1]
    explained = np.vdot(wanted, drawn) ** 2 / (np.vdot(wanted, wanted) * np.vdot(drawn, drawn))
    return -10 * float(np.log10(1 - explained))


def integers(table: np.ndarray) -> np.ndarray:
    return np.rint(table * LARGEST / np.abs(table).max())


def best_fit(options: argparse.Namespace, first: np.ndarray | None) -> np.ndarray:
    """Fits columns 0 to 3 or, with these given as `first`, columns 4 to 7; returns the best
    start."""
    fixed = 0 if first is None else FIRST_COLUMNS
    rates = LAST if fixed else FIRST
    found = []
    for start in range(options.starts):
        rng = np.random.default_rng(start)
        table = np.zeros((ROWS, COLUMNS)) if first is None else first.copy()
        columns = max(rate.values_per_draw for rate in rates)
        table[:, fixed:columns] = rng.normal(0, table[:, 0].std() or 1, (ROWS, columns - fixed))
        fit(rng, table, rates, fixed, options)
        worth = sum(share * decibels(integers(table), rate) for rate, share in rates.items())
        print(f"columns {fixed} to {columns - 1}, start {start}: {worth:.3f} dB", flush=True)
        found.append((worth, table))
    return max(found, key=lambda one: one[0])[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--starts", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=150)
    parser.add_argument("--draws", type=int, default=50_000, help="of a round, in the end")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    table = integers(best_fit(options, best_fit(options, None)))
    for form in FORMS:
        rate = Rate(*form)
        print(f"V={rate[0]} k={rate[1]} {rate.bits_per_weight:.3f} {decibels(table, rate):.2f} dB")
    if options.write:
        lines = (",".join(str(int(x)) for x in row) for row in table)
        CSV.write_text("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
