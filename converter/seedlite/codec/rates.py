"""Rates: how many seed bits a weight gets, and in which form."""

import functools
from typing import NamedTuple

from seedlite.errors import UsageError
from seedlite.format.constants import INDEX_BITS, MAX_BITS_PER_DRAW, MAX_VALUES_PER_DRAW

MIN_RATE, MAX_RATE = 1 / MAX_VALUES_PER_DRAW, float(MAX_BITS_PER_DRAW)
DB_PER_BIT = 6.02  # of signal-to-noise ratio
ANY_VALUES = tuple(range(1, MAX_VALUES_PER_DRAW + 1))
EVEN_VALUES = (1, 2, 4, 8)  # others, which divide few rows, serve for rates between those of bytes

# Instructions of a draw on a Cortex-M4: of bytes, of six bits for each two weights of a whole row,
# which kernels take four at a time, and of others, whose bits are shifted out one draw by another.
BYTE_DRAW, SIX_BIT_DRAW, BIT_DRAW = 6, 3, 20
INSTRUCTION_DB = 1.0  # what an instruction for each multiplication is worth


class Rate(NamedTuple):
    """Seed bits of a tensor: k bits for each V weights."""

    values_per_draw: int
    bits_per_draw: int

    @property
    def bits_per_weight(self) -> float:
        return self.bits_per_draw / self.values_per_draw

    def instructions(self, row_length: int) -> float:
        """Of drawing a weight, in rows of that length."""
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
    """The rates that are worth what drawing takes, rising: each has a better signal-to-noise
    ratio, less the price of its instructions, than all below it.

    multiplications: of each weight in an inference, for which it is drawn once. values: per draw.
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
    """The highest of rising rates that takes no more than the wanted bits per weight, or else the
    lowest."""
    if not MIN_RATE <= bits_per_weight <= MAX_RATE:
        raise UsageError(
            f"{bits_per_weight} bits per weight: choose from {MIN_RATE} to {MAX_RATE:g}"
        )
    return [ladder[0], *(r for r in ladder if r.bits_per_weight <= bits_per_weight)][-1]
