"""Row spreads: scales of output channels for operators with one scale for all weights. A weight is
its draw times the row's spread, in 256ths, rounded (SPEC.md, section 4)."""

from dataclasses import dataclass

import numpy as np

from seedlite.format.constants import SPREAD_SHIFT

SPREAD_BITS = 8
LARGEST = (1 << SPREAD_BITS) - 1


@dataclass(frozen=True)
class RowSpreads:
    """One spread per output channel. `base` is the weight tensor's scale."""

    base: np.float32
    codes: np.ndarray  # int64 [channels], 1 ... LARGEST

    @property
    def scales(self) -> np.ndarray:
        """Scales of the draws before rounding: float32 [channels]."""
        return self.base * np.ldexp(self.codes, -SPREAD_SHIFT).astype(np.float32)

    def nearest(self, scales: np.ndarray) -> "RowSpreads":
        """Returns the spreads nearest to `scales`, [channels], for the same base."""
        spreads = np.rint(np.ldexp(scales / np.float64(self.base), SPREAD_SHIFT))
        return RowSpreads(self.base, np.clip(spreads, 1, LARGEST).astype(np.int64))

    def reaching(self, scales: np.ndarray) -> "RowSpreads":
        return choose_row_spreads(scales)


def choose_row_spreads(scales: np.ndarray) -> RowSpreads:
    """Returns spreads for scales >= 0, [channels]; zero means any scale. The largest scale gets the
    largest spread, which minimizes rounding errors."""
    base = np.float32(np.ldexp(scales.max(initial=0) / LARGEST, SPREAD_SHIFT)) or np.float32(1)
    return RowSpreads(base, np.ones(len(scales), np.int64)).nearest(scales)
