"""Synthetic inputs for MLPerf Tiny's anomaly detector, in place of its recordings of machines: five
frames of 128 log-mel energies in decibels.

Their standard deviation is 10 dB and their mean falls from 0 to -40 dB over the bins; neighbouring
bins correlate by 0.97, neighbouring frames by 0.8 (autoregressive processes of first order).

`python -m models.log_mel -o FOLDER` writes calibration.npz (512 inputs) and test.npz (100).
"""

import argparse
from pathlib import Path

import numpy as np

FRAMES, BINS = 5, 128
FALL, DEVIATION = -40.0, 10.0
OVER_BINS, OVER_FRAMES = 0.97, 0.8
SETS = {"calibration": (512, 1), "test": (100, 2)}  # inputs, seed


def inputs(count: int, seed: int) -> np.ndarray:
    """Returns inputs frame by frame: float32 [count, 640]."""
    noise = np.random.default_rng(seed).normal(size=(count, FRAMES, BINS))
    smooth = _autoregressive(_autoregressive(noise, 2, OVER_BINS), 1, OVER_FRAMES)
    levels = np.linspace(0, FALL, BINS) + DEVIATION * smooth
    return levels.reshape(count, FRAMES * BINS).astype(np.float32)


def _autoregressive(noise: np.ndarray, axis: int, correlation: float) -> np.ndarray:
    """Filters noise to an autoregressive process of the same variance."""
    values = np.moveaxis(noise.copy(), axis, 0)
    for at in range(1, len(values)):
        values[at] = correlation * values[at - 1] + np.sqrt(1 - correlation**2) * values[at]
    return np.moveaxis(values, 0, axis)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.log_mel")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    for name, (count, seed) in SETS.items():
        np.savez(options.output / f"{name}.npz", x=inputs(count, seed))


if __name__ == "__main__":
    main()
