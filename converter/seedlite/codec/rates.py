"""Rates: the number of seed bits per weight and their form."""

import functools
from typing import NamedTuple

from seedlite.errors import UsageError
from seedlite.format.constants import INDEX_BITS, MAX_BITS_PER_DRAW, MAX_VALUES_PER_DRAW

MIN_RATE, MAX_RATE = 1 / MAX_VALUES_PER_DRAW, float(MAX_BITS_PER_DRAW)
DB_PER_BIT = 6.02  # signal-to-noise ratio per bit of a Gaussian source
ANY_VALUES = tuple(range(1, MAX_VALUES_PER_DRAW + 1))
EVEN_VALUES = (1, 2, 4, 8)  # the others divide few rows; they fill gaps between rates of k = 8

# Instructions of a draw on a Cortex-M4: k = 8; V = 2, k = 6 in whole rows, four weights at a time;
# any other k, whose bits are shifted out draw by draw.
BYTE_DRAW, SIX_BIT_DRAW, BIT_DRAW = 6, 3, 20
INSTRUCTION_DB = 1.0  # price of an instruction per multiplication


class Rate(NamedTuple):
    """The rate of a tensor: k seed bits for each V weights."""

    values_per_draw: int
    bits_per_draw: int

    @property
    def bits_per_weight(self) -> float:
        return self.bits_per_draw / self.values_per_draw

    def instructions(self, row_length: int) -> float:
        """Returns the instructions to draw a weight in rows of that length."""
        draw = BIT_DRAW
        if row_length % self.values_per_draw == 0:
            if self.bits_per_draw == INDEX_BITS:
                draw = BYTE_DRAW
            elif self == (2, 6):
                draw = SIX_BIT_DRAW
        return draw / self.values_per_draw


@functools.cache
def rate_ladder(
    row_length: int, multiplications: int, values: tuple[int, ...] = ANY_VALUES
) -> tuple[Rate, ...]:
    """Returns the rates that are worth their drawing time, ascending: each has a better
    signal-to-noise ratio, less the price of its instructions, than all lower ones.

    multiplications: per weight and inference; a weight is drawn once for all of them.
    values: candidates per draw.
    """

    def worth(rate: Rate) -> float:
        instructions = rate.instructions(row_length) / multiplications
        return DB_PER_BIT * rate.bits_per_weight - INSTRUCTION_DB * instructions

    forms = (
        Rate(v, k)
        for v in values
        for k in range(1, MAX_BITS_PER_DRAW + 1)
        if k == INDEX_BITS or v in EVEN_VALUES
    )
    ladder: list[Rate] = []
    for rate in sorted(forms, key=lambda rate: (rate.bits_per_weight, worth(rate))):
        if ladder and worth(rate) <= worth(ladder[-1]):
            continue
        if ladder and rate.bits_per_weight == ladder[-1].bits_per_weight:
            ladder.pop()
        ladder.append(rate)
    return tuple(ladder)


def choose_rate(bits_per_weight: float, ladder: tuple[Rate, ...]) -> Rate:
    """Returns the highest of ascending rates within `bits_per_weight`, or else the lowest. Raises
    UsageError if `bits_per_weight` is out of range."""
    if not MIN_RATE <= bits_per_weight <= MAX_RATE:
        raise UsageError(
            f"{bits_per_weight} bits per weight: choose from {MIN_RATE} to {MAX_RATE:g}"
        )
    return [ladder[0], *(r for r in ladder if r.bits_per_weight <= bits_per_weight)][-1]
