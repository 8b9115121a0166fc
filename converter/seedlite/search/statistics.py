"""Quantizes central statistics: real means and standard deviations to stored integers."""

from dataclasses import dataclass

import numpy as np

from seedlite.format.constants import LEVEL_MAX, WEIGHT_MAX

SPREAD_MAX = WEIGHT_MAX // LEVEL_MAX
# The int8 range less what rounding mean and spread may add.
RANGE = WEIGHT_MAX - 1 - LEVEL_MAX / 2


@dataclass(frozen=True)
class Statistics:
    """One mean and spread per batch in units of `scale`; weight = mean + spread * r."""

    means: np.ndarray  # int64 [batches]
    spreads: np.ndarray  # int64 [batches], >= 0; |mean| + LEVEL_MAX * spread <= WEIGHT_MAX
    scale: np.float32


def batch_means(values: np.ndarray, batch_size: int) -> np.ndarray:
    """Returns the mean of each batch of consecutive values, the last of which may be short: float64
    [batches]."""
    starts = np.arange(0, len(values), batch_size)
    sizes = np.diff(np.append(starts, len(values)))
    return np.add.reduceat(values.astype(np.float64), starts) / sizes


def batch_stds(values: np.ndarray, batch_size: int) -> np.ndarray:
    """Returns the standard deviation of each batch: float64 [batches]."""
    centred = values - per_weight(batch_means(values, batch_size), batch_size, len(values))
    return np.sqrt(batch_means(np.square(centred), batch_size))


def per_weight(statistics: np.ndarray, batch_size: int, count: int) -> np.ndarray:
    """Repeats each batch's statistic for its weights: [count]."""
    return np.repeat(statistics, batch_size)[:count]


def quantize_statistics(
    means: np.ndarray, amplitudes: np.ndarray, r: np.ndarray, batch_size: int
) -> Statistics:
    """Quantizes weight = mean + amplitude * r to the finest scale on which all weights fit int8.
    means, amplitudes (>= 0): real, [batches]. r: int8 [n]. The mean of each regenerated batch
    equals that of the real formula up to rounding."""
    drawn = batch_means(r, batch_size)
    scale = np.float32((np.abs(means) + LEVEL_MAX * amplitudes).max() / RANGE) or np.float32(1)
    spreads = np.rint(amplitudes / float(scale)).astype(np.int64)
    wanted = (means + amplitudes * drawn) / float(scale) - spreads * drawn
    most = WEIGHT_MAX - LEVEL_MAX * spreads
    return Statistics(np.clip(np.rint(wanted), -most, most).astype(np.int64), spreads, scale)
