"""Rates: how many seed bits a weight gets, and in which form."""

from typing import NamedTuple

from seedlite._constants import MAX_BITS_PER_DRAW, MAX_VALUES_PER_DRAW
from seedlite.errors import UsageError

MIN_RATE, MAX_RATE = 1 / MAX_VALUES_PER_DRAW, float(MAX_BITS_PER_DRAW)
MOST_QUICK_BITS = 4.0  # per weight: more take a draw for each weight
DB_PER_BIT = 6.02  # of signal-to-noise ratio


class Rate(NamedTuple):
    """Seed bits of a tensor: k bits for each V weights."""

    values_per_draw: int
    bits_per_draw: int

    @property
    def bits_per_weight(self) -> float:
        return self.bits_per_draw / self.values_per_draw


def choose_rate(bits_per_weight: float) -> Rate:
    """The form that is drawn quickest among those with exactly, or else nearest below, the wanted
    bits per weight: it has the most bits per draw, whole bytes best of all."""
    if not MIN_RATE <= bits_per_weight <= MAX_RATE:
        raise UsageError(
            f"{bits_per_weight} bits per weight: choose from {MIN_RATE} to {MAX_RATE:g}"
        )
    forms = [
        Rate(values, bits)
        for values in range(1, MAX_VALUES_PER_DRAW + 1)
        if (bits := min(MAX_BITS_PER_DRAW, int(values * bits_per_weight))) >= 1
    ]
    return max(forms, key=lambda form: (form.bits_per_weight, form.bits_per_draw))
