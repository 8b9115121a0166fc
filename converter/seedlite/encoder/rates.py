"""Rates: how many seed bits a weight gets, and in which form."""

from typing import NamedTuple

from seedlite._constants import MAX_VALUES_PER_DRAW
from seedlite.errors import UsageError

WINDOW_BITS = 12  # of the encoder's own choices
# More would leave consecutive windows too little in common for the search to use.
MOST_SEARCHED_BITS_PER_DRAW = 8
MIN_RATE, MAX_RATE = 1 / MAX_VALUES_PER_DRAW, float(MOST_SEARCHED_BITS_PER_DRAW)
MOST_QUICK_BITS = 4.0  # per weight: whole bits up to it are drawn quickest
QUICK_VALUES = (1, 2, 4)  # per draw: four weights are made at a time
DB_PER_BIT = 6.02  # of signal-to-noise ratio


class Rate(NamedTuple):
    """Seed bits of a tensor: k bits for each V weights, in windows of L bits."""

    values_per_draw: int
    bits_per_draw: int
    window_bits: int = WINDOW_BITS

    @property
    def bits_per_weight(self) -> float:
        return self.bits_per_draw / self.values_per_draw


def choose_rate(bits_per_weight: float) -> Rate:
    """The form with the fewest values per draw among those with exactly, or else nearest below,
    the wanted bits per weight."""
    if not MIN_RATE <= bits_per_weight <= MAX_RATE:
        raise UsageError(
            f"{bits_per_weight} bits per weight: choose from {MIN_RATE} to {MAX_RATE:g}"
        )
    forms = [
        Rate(values, bits)
        for values in range(1, MAX_VALUES_PER_DRAW + 1)
        if (bits := min(MOST_SEARCHED_BITS_PER_DRAW, int(values * bits_per_weight))) >= 1
    ]
    return max(forms, key=lambda form: (form.bits_per_weight, -form.values_per_draw))


def quick_rate(bits_per_weight: float) -> Rate:
    """The form that is drawn quickest among those nearest below the wanted bits per weight, up to
    MOST_QUICK_BITS: it has the most values per draw, which loses at most 0.35 dB."""
    if bits_per_weight < 1 / max(QUICK_VALUES):
        return choose_rate(bits_per_weight)
    forms = [
        Rate(values, bits)
        for values in QUICK_VALUES
        if 1 <= (bits := int(values * bits_per_weight)) < MOST_SEARCHED_BITS_PER_DRAW
    ]
    return max(forms, key=lambda form: (form.bits_per_weight, form.values_per_draw))
