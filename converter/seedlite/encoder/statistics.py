"""Central statistics: from real means and deviations to the integers that are stored."""

from dataclasses import dataclass

import numpy as np

from seedlite._constants import MAX_SHIFT, WEIGHT_MAX
from seedlite.encoder.regenerate import scaled_noise

SPREAD_MAX = 255
# Of the int8 range one unit is kept free for the roundings of mean and spread.
RANGE = WEIGHT_MAX - 1


@dataclass(frozen=True)
class Statistics:
    """One mean and spread per batch, in units of `scale`; weight = mean + spread * r / 2^shift."""

    means: np.ndarray  # int64 [batches], -127 ... 127
    spreads: np.ndarray  # int64 [batches], 0 ... 255
    shift: int
    scale: np.float32


def batch_means(values: np.ndarray, batch_size: int) -> np.ndarray:
    """Mean of each batch of consecutive values, the last of which may be short: float64."""
    starts = np.arange(0, len(values), batch_size)
    sizes = np.diff(np.append(starts, len(values)))
    return np.add.reduceat(values.astype(np.float64), starts) / sizes


def batch_deviations(values: np.ndarray, batch_size: int) -> np.ndarray:
    """Standard deviation of each batch: float64."""
    centred = values - per_weight(batch_means(values, batch_size), batch_size, len(values))
    return np.sqrt(batch_means(np.square(centred), batch_size))


def per_weight(statistics: np.ndarray, batch_size: int, count: int) -> np.ndarray:
    """Each batch's statistic at each of its weights."""
    return np.repeat(statistics, batch_size)[:count]


def quantize_statistics(
    means: np.ndarray, amplitudes: np.ndarray, r: np.ndarray, batch_size: int
) -> Statistics:
    """Integers for weight = mean + amplitude * r, on the finest scale on which all weights and
    means fit int8.

    means, amplitudes (>= 0): real, [batches]. r: int8 [n].
    The regenerated mean of each batch is that of the real formula to within rounding.
    """
    noise = per_weight(amplitudes, batch_size, len(r)) * r
    wanted = means + batch_means(noise, batch_size)
    weights = per_weight(means, batch_size, len(r)) + noise
    largest = max(np.abs(weights).max(), np.abs(means).max())
    scale = np.float32(largest / RANGE) or np.float32(1)
    units = amplitudes / float(scale)
    shift = _largest_shift(float(units.max()))
    spreads = np.rint(units * (1 << shift)).astype(np.int64)
    drawn = batch_means(scaled_noise(per_weight(spreads, batch_size, len(r)), shift, r), batch_size)
    integers = np.rint(wanted / float(scale) - drawn)
    return Statistics(
        np.clip(integers, -WEIGHT_MAX, WEIGHT_MAX).astype(np.int64), spreads, shift, scale
    )


def _largest_shift(unit: float) -> int:
    """The most fraction bits with which a spread fits its 8 bits."""
    shift = 0
    while shift < MAX_SHIFT and round(unit * (2 << shift)) <= SPREAD_MAX:
        shift += 1
    return shift
