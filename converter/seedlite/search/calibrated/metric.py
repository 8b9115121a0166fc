"""The cost of weight errors at a layer's outputs after bias correction."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seedlite.search.beam import RowCost
from seedlite.search.calibrated.curvature import Curvature, certainty
from seedlite.search.calibrated.moments import Moments

DAMPING = 0.01  # share of the inputs' mean variance, added to every variance
# Damping for few rows of inputs, whose covariance is uncertain: times row length / rows.
SCARCITY = 0.1
TARGET_SCARCITY = 1.0  # for `targets`, which would compensate random differences
LEAST_DAMPING = 1e-6  # share of all factors' mean variance, for factors with constant inputs
CURVATURE_SHARE = 0.85  # of H, where it is certain; the rest are the inputs' moments
ROW_DAMPING = 0.3  # share of the outputs' mean curvature, added to each
# Results of linear algebra are rounded to these bits: further ones differ between machines.
SIGNIFICANT_BITS = 14


@dataclass(frozen=True)
class RowCoupling:
    """How errors of rows add up: tr(E^T O E H) of errors E [rows, row length], O = U^T D U."""

    feedback: np.ndarray  # U: float64 [rows, rows], unit lower triangular
    weights: np.ndarray  # D: float64 [rows], with a mean of 1

    @classmethod
    def of(cls, outputs: np.ndarray, certain: float = 1.0) -> "RowCoupling":
        """Factors the outputs' curvature, damped. certain: the share of what is outside its
        diagonal that is kept."""
        rows = len(outputs)
        level = np.trace(outputs) / rows or 1.0
        shrunk = certain * outputs + (1 - certain) * np.diag(np.diag(outputs))
        root = np.linalg.cholesky((shrunk / level + ROW_DAMPING * np.eye(rows))[::-1, ::-1])
        diagonal = np.diag(root)
        unit = (root / diagonal)[::-1, ::-1].T
        weights = np.square(diagonal[::-1])
        return cls(steady(unit), steady(weights / weights.mean()))


@dataclass(frozen=True)
class Metric:
    """Quadratic form of a layer's output error: e^T H e for a row of weights with errors e. H is
    the inputs' covariance, mixed with the curvature of the end loss if that is known, damped and
    scaled to a mean variance of 1 (GPTQ, Frantar et al. 2022; OBS, Hassibi and Stork 1993)."""

    form: np.ndarray  # H: float64 [factors, blocks, block, block]
    shift: np.ndarray  # same shape: the change per weight that `targets` adds
    row_length: int
    made_up: np.ndarray | None = None  # what `targets` adds for an addend: [rows, row length]
    coupling: RowCoupling | None = None

    @classmethod
    def of(
        cls, moments: Moments, curvature: Curvature | None = None, noise: float = 0.0
    ) -> "Metric":
        """Builds the metric from the moments of a layer's inputs and its curvature.

        noise: the share of the weights' energy that coding changes, which error feedback carries
            on and adds to what later weights have to code.
        """
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
        careful = damped + TARGET_SCARCITY * scarcity * unit
        shift = np.linalg.solve(careful, change).swapaxes(2, 3)
        made_up = _made_up(careful, moments, row_length)
        if noise:
            damped += noise * _least_error(damped)
        if curvature is None or not (strength := _mean_variance(curvature.inputs, row_length)):
            return cls(damped / level, shift, row_length, made_up)
        scale = level / strength
        difference = curvature.inputs * scale - blocks
        share = CURVATURE_SHARE * certainty(curvature.inputs_error * scale**2, difference)
        coupling = None
        if curvature.outputs is not None:
            coupling = RowCoupling.of(curvature.outputs, curvature.outputs_certainty)
        form = (damped + share * difference) / level
        return cls(form, shift, row_length, made_up, coupling)

    def targets(self, rows: np.ndarray) -> np.ndarray:
        """Returns the weights that on the coded network's inputs best reproduce the outputs that
        `rows` give on the original's, and what an addend has lost: [rows, row length], as `rows`.
        """
        made_up = 0.0 if self.made_up is None else self.made_up
        return steady(rows + self._apply(rows, self.shift) + made_up)

    def inner(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Returns a^T H b of corresponding rows: [rows]."""
        return np.sum(self.applied(a) * b, axis=1)

    def applied(self, rows: np.ndarray) -> np.ndarray:
        """Returns H times each row: [rows, row length]."""
        return self._apply(rows, self.form)

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

    def cost(self, rows: int, interleaved: bool, row_feedback: np.ndarray | None = None) -> RowCost:
        """Returns the beam search's cost for so many rows."""
        weights, feedback = self.factored
        return RowCost(rows, weights, feedback, interleaved, row_feedback)

    def _apply(self, rows: np.ndarray, matrices: np.ndarray) -> np.ndarray:
        """Multiplies each row by its matrix."""
        factors, blocks, block, _ = matrices.shape
        padded = np.pad(rows, ((0, 0), (0, blocks * block - self.row_length)))
        cut = padded.reshape(factors, -1, blocks, block).swapaxes(1, 2)
        product = (cut @ matrices).swapaxes(1, 2)
        return product.reshape(len(rows), -1)[:, : self.row_length]


def _least_error(form: np.ndarray) -> np.ndarray:
    """Returns the unit matrix times the geometric mean of the form's eigenvalues: the error of a
    weight whose feedback is perfect. [factors, blocks, block, block]."""
    block = form.shape[-1]
    return np.exp(np.linalg.slogdet(form)[1] / block)[..., None, None] * np.eye(block)


def _made_up(form: np.ndarray, moments: Moments, row_length: int) -> np.ndarray | None:
    """Returns the weights of the regression of an addend's losses on the layer's inputs. Of several
    blocks, each of which knows the inputs of its own only, none makes up for anything."""
    if moments.lost is None or form.shape[1] > 1:
        return None
    weights = np.linalg.solve(form, moments.lost.swapaxes(2, 3)).swapaxes(2, 3)
    return weights.reshape(-1, row_length)


def _mean_variance(blocks: np.ndarray, row_length: int) -> float:
    return float(np.trace(blocks, axis1=2, axis2=3).sum(axis=1).mean() / row_length)


def steady(values: np.ndarray) -> np.ndarray:
    """Rounds to SIGNIFICANT_BITS."""
    fractions, exponents = np.frexp(values)
    return np.ldexp(np.rint(np.ldexp(fractions, SIGNIFICANT_BITS)), exponents - SIGNIFICANT_BITS)
