"""The cost of weight errors at a layer's outputs after bias correction."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seedlite.search.beam import RowCost
from seedlite.search.calibrated.moments import Moments

DAMPING = 0.01  # share of the inputs' mean variance, added to every variance
# Damping for few rows of inputs, whose covariance is uncertain: times row length / rows.
SCARCITY = 0.1
TARGET_SCARCITY = 1.0  # for `targets`, which would compensate random differences
LEAST_DAMPING = 1e-6  # share of all factors' mean variance, for factors with constant inputs
# Results of linear algebra are rounded to these bits: further ones differ between machines.
SIGNIFICANT_BITS = 14


@dataclass(frozen=True)
class Metric:
    """Quadratic form of a layer's output error: e^T H e for a row of weights with errors e. H is
    the inputs' covariance, damped and scaled to a mean variance of 1 (GPTQ, Frantar et al. 2022;
    OBS, Hassibi and Stork 1993)."""

    form: np.ndarray  # H: float64 [factors, blocks, block, block]
    shift: np.ndarray  # same shape: the change per weight that `targets` adds
    row_length: int

    @classmethod
    def of(cls, moments: Moments) -> "Metric":
        """Builds the metric from the moments of a layer's inputs."""
        row_length = moments.means.shape[1]
        blocks = moments.covariance
        block = blocks.shape[-1]
        variances = np.trace(blocks, axis1=2, axis2=3).sum(axis=1) / row_length
        level = variances.mean() or 1.0
        unit = variances[:, None, None, None] * np.eye(block)
        scarcity = row_length / moments.count
        damped = blocks + (DAMPING + SCARCITY * scarcity) * unit
        damped += LEAST_DAMPING * level * np.eye(block)
        change = (moments.cross - blocks).swapaxes(2, 3)
        shift = np.linalg.solve(damped + TARGET_SCARCITY * scarcity * unit, change).swapaxes(2, 3)
        return cls(damped / level, shift, row_length)

    def targets(self, rows: np.ndarray) -> np.ndarray:
        """Returns the weights that on the coded network's inputs best reproduce the outputs that
        `rows` give on the original's: [rows, row length], as `rows`."""
        return steady(rows + self._apply(rows, self.shift))

    def inner(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Returns a^T H b of corresponding rows: [rows]."""
        return np.sum(self._apply(a, self.form) * b, axis=1)

    @cached_property
    def factored(self) -> tuple[np.ndarray, np.ndarray]:
        """The (weights, feedback) of a RowCost: the Cholesky factors of H, from the last input to
        the first."""
        factors, blocks, block, _ = self.form.shape
        reversed_root = np.linalg.cholesky(self.form[..., ::-1, ::-1])
        diagonal = np.diagonal(reversed_root, axis1=2, axis2=3)
        unit = (reversed_root / diagonal[:, :, None, :])[..., ::-1, ::-1].swapaxes(2, 3)
        feedback = np.tril(unit, -1).reshape(factors, blocks * block, block)
        weights = np.square(diagonal[..., ::-1]).reshape(factors, blocks * block)
        return (
            steady(weights[:, : self.row_length]).astype(np.float32),
            steady(feedback[:, : self.row_length]).astype(np.float32),
        )

    def cost(self, rows: int, interleaved: bool) -> RowCost:
        """Returns the beam search's cost for so many rows."""
        weights, feedback = self.factored
        return RowCost(rows, weights, feedback, interleaved)

    def _apply(self, rows: np.ndarray, matrices: np.ndarray) -> np.ndarray:
        """Multiplies each row by its matrix."""
        factors, blocks, block, _ = matrices.shape
        padded = np.pad(rows, ((0, 0), (0, blocks * block - self.row_length)))
        cut = padded.reshape(factors, -1, blocks, block).swapaxes(1, 2)
        product = (cut @ matrices).swapaxes(1, 2)
        return product.reshape(len(rows), -1)[:, : self.row_length]


def steady(values: np.ndarray) -> np.ndarray:
    """Rounds to SIGNIFICANT_BITS."""
    fractions, exponents = np.frexp(values)
    return np.ldexp(np.rint(np.ldexp(fractions, SIGNIFICANT_BITS)), exponents - SIGNIFICANT_BITS)
