"""Error measures of regenerated weights."""

import numpy as np

MAX_SNR_DB = 120.0


def channel_scaled(weights: np.ndarray, scales: np.ndarray, axis: int) -> np.ndarray:
    """Returns integer weights times their scales (one, or one per index of `axis`): float64."""
    shape = [1] * weights.ndim
    shape[axis] = -1
    return weights * np.asarray(scales, np.float64).reshape(shape)


def row_errors(values: np.ndarray, reproduced: np.ndarray, axis: int) -> np.ndarray:
    """Returns the relative squared error of each output channel that is not all zero."""
    others = tuple(d for d in range(values.ndim) if d != axis)
    energy = np.sum(np.square(values), axis=others)
    error = np.sum(np.square(values - reproduced), axis=others)
    return error[energy > 0] / energy[energy > 0]


def snr_db(values: np.ndarray, reproduced: np.ndarray, axis: int) -> float:
    """Returns the signal-to-noise ratio in dB, all output channels at equal energy; at most
    MAX_SNR_DB."""
    errors = row_errors(values, reproduced, axis)
    least = 10 ** (-MAX_SNR_DB / 10)
    return -10 * float(np.log10(max(least, errors.mean() if len(errors) else 0.0)))
