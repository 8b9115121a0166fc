"""Row codes: scales of output channels in a few bits (SPEC.md, section 5)."""

from dataclasses import dataclass

import numpy as np

from seedlite.format.constants import BASE_SCALE_ZERO_BITS


@dataclass(frozen=True)
class RowCodes:
    """One code per output channel. `base` is the weight tensor's scale."""

    bits: int
    mantissa_bits: int
    base: np.float32
    codes: np.ndarray  # int64 [channels]

    @property
    def scales(self) -> np.ndarray:
        """float32 [channels]"""
        return self.base * multipliers(self.bits, self.mantissa_bits)[self.codes]

    def nearest(self, scales: np.ndarray) -> "RowCodes":
        """Returns the codes nearest to `scales`, [channels], for the same base."""
        table = self.base * multipliers(self.bits, self.mantissa_bits)
        middles = (table[1:] + table[:-1]) / 2
        codes = np.searchsorted(middles, scales).astype(np.int64)
        return RowCodes(self.bits, self.mantissa_bits, self.base, codes)

    def reaching(self, scales: np.ndarray) -> "RowCodes":
        """Returns codes of the same form whose base suits the largest of `scales`."""
        return choose_row_codes(scales, self.bits, self.mantissa_bits)


def multipliers(bits: int, mantissa_bits: int) -> np.ndarray:
    """Returns each code's multiplier of the base scale: float32 [2^bits], ascending."""
    codes = np.arange(1 << bits)
    leading = 1 << mantissa_bits
    return np.ldexp(leading + codes % leading, codes // leading).astype(np.float32)


def choose_row_codes(scales: np.ndarray, bits: int, mantissa_bits: int) -> RowCodes:
    """Returns codes for scales >= 0, [channels]; zero means any scale.

    The largest scale gets the highest code: small scales may come out too coarse, large ones never.
    """
    top = float(multipliers(bits, mantissa_bits)[-1])
    base = round_up_significand(np.float32(float(scales.max(initial=0)) / top))
    empty = RowCodes(bits, mantissa_bits, base, np.zeros(len(scales), np.int64))
    return empty.nearest(scales)


def round_up_significand(scale: np.float32) -> np.float32:
    """Returns the next float32 whose low significand bits are zero; 1 for 0."""
    if scale == 0:
        return np.float32(1)
    step = 1 << BASE_SCALE_ZERO_BITS
    bits = int(np.float32(scale).view(np.uint32))
    return np.uint32((bits + step - 1) // step * step).view(np.float32)
