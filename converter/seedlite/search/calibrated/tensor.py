"""Finds one tensor's seed bits and scales by beam search."""

from dataclasses import dataclass, replace

import numpy as np

from seedlite.codec import (
    EncodedTensor,
    drawn_values,
    live_weights,
)
from seedlite.search.beam import search_beam
from seedlite.search.calibrated.metric import Metric, RowCoupling
from seedlite.search.plan import TensorPlan
from seedlite.search.seeded import (
    Scales,
    SearchResult,
    Source,
    encoded_tensor,
    first_scales,
    source_of,
)

# Candidates for each row, times the scale that the plain search starts from.
ROW_FACTORS = (0.84, 1.0, 1.19)
HEADROOM = np.float32(1.3)  # times the largest row's scale, so that larger ones can be coded
TRIAL_SHARE = 4  # trials search with 1 / TRIAL_SHARE of the beam width


@dataclass(frozen=True)
class _Problem:
    plan: TensorPlan
    metric: Metric
    targets: np.ndarray  # float64 [rows, row length]
    coupling: RowCoupling | None = None

    def coupled(self) -> "_Problem":
        """Returns the problem with coupled rows, which a search that alternates between rows cannot
        follow."""
        coupling = None if self.plan.tensor.order.interleaved else self.metric.coupling
        return replace(self, coupling=coupling)


def encode_with_feedback(plan: TensorPlan, metric: Metric, beam_width: int) -> EncodedTensor:
    """Encodes the plan's tensor so that its layer's outputs change least."""
    record = plan.record
    live = live_weights(record, plan.mask)
    rows = plan.tensor.order.rows(plan.tensor.values)
    problem = _Problem(plan, metric, metric.targets(rows))
    start = _with_headroom(first_scales(source_of(plan, live), record))
    trials = [
        _found(problem, start.nearest(start.scales * np.float32(factor)), beam_width // TRIAL_SHARE)
        for factor in (ROW_FACTORS if record.row_scaled else ROW_FACTORS[1:2])
    ]
    best = np.argmin([found.row_errors for found in trials], axis=0)
    fitted = np.array([np.broadcast_to(found.scales.scales, len(rows)) for found in trials])
    scales = fitted[best, np.arange(len(rows))] if record.row_scaled else fitted[0, :1]
    found = _found(problem.coupled(), start.nearest(scales), beam_width)
    return encoded_tensor(plan, found, found.weights)


def _with_headroom(scales: Scales) -> Scales:
    """Returns the same scales with codes to spare for larger ones."""
    codes = scales.codes
    if codes is None:
        return scales
    return Scales(codes.scales, codes.reaching(codes.scales * HEADROOM)).nearest(codes.scales)


def _found(problem: _Problem, scales: Scales, beam_width: int) -> SearchResult:
    """Searches with `scales`, then refits the scales to the result by least squares. In the result,
    `weights` are the whole tensor's, flat, and `row_errors` is the cost of each row."""
    plan, metric = problem.plan, problem.metric
    rows = np.broadcast_to(scales.scales, plan.tensor.channels)
    windows, flat = _searched(problem, rows, beam_width)
    weights = _weight_rows(plan, flat)
    if problem.coupling is None:
        fitted = _fit(problem, weights, scales)
    else:
        fitted = _fit_in_turn(problem, weights, scales, problem.coupling)
    error = problem.targets - weights * np.broadcast_to(fitted.scales, len(rows))[:, None]
    return SearchResult(fitted, windows, flat, metric.inner(error, error))


def _searched(
    problem: _Problem, scales: np.ndarray, beam_width: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns windows and their int8 weights, flat, in units of `scales` [channels]."""
    plan, record = problem.plan, problem.plan.record
    order = plan.tensor.order.first(len(scales))
    count = problem.targets.size
    live = live_weights(record, plan.mask)[:count]
    channel = order.flat_channels()
    row_scales = scales.astype(np.float64)
    targets = order.flat(order.from_rows(problem.targets))
    row_weights, row_feedback = np.square(row_scales / row_scales.max()), None
    if problem.coupling is not None:
        row_weights = row_weights * problem.coupling.weights
        row_feedback = problem.coupling.feedback * row_scales / row_scales[:, None]
    windows = search_beam(
        targets / row_scales[channel],
        live,
        problem.metric.cost(len(scales), order.interleaved, row_feedback),
        row_weights,
        record.rate,
        max(1, beam_width),
    )
    flat = np.zeros(count, np.int8)
    flat[live] = drawn_values(windows, record.rate)[: np.count_nonzero(live)]
    return windows, flat


def _weight_rows(plan: TensorPlan, flat: np.ndarray) -> np.ndarray:
    """Returns float64 [channels, inputs] for as many output channels as `flat` holds."""
    channels = len(flat) * plan.tensor.channels // plan.record.count
    order = plan.tensor.order.first(channels)
    return order.rows(order.shaped(flat)).astype(np.float64)


@dataclass(frozen=True)
class CodedRows:
    """A tensor's first output channels, coded: `codes` times `scales`."""

    codes: np.ndarray  # int8 [channels, inputs]
    scales: np.ndarray  # float64 [channels]
    windows: np.ndarray  # [draws]


def encode_rows(
    plan: TensorPlan, rows: np.ndarray, known_scales: np.ndarray, metric: Metric, beam_width: int
) -> CodedRows:
    """Encodes a tensor's first output channels, [channels, inputs], with scales free of row codes.
    The channels with `known_scales` come from an earlier call. Their path costs nothing, so that
    the search finds it again and continues at its end."""
    record = plan.record
    problem = _Problem(plan, metric, rows)
    known = len(known_scales)
    start = _free_scales(plan, rows)

    def found(scales: np.ndarray, most: int) -> tuple[CodedRows, np.ndarray]:
        scales = np.concatenate([known_scales, scales[known:]])
        windows, flat = _searched(problem, scales, most)
        codes = _weight_rows(plan, flat)
        fitted = _fitted(problem, codes, scales, single=not record.row_scaled)
        scales = np.concatenate([known_scales, np.broadcast_to(fitted, len(rows))[known:]])
        error = rows - codes * scales[:, None]
        return CodedRows(codes.astype(np.int8), scales, windows), metric.inner(error, error)

    factors = ROW_FACTORS if record.row_scaled else ROW_FACTORS[1:2]
    trials = [found(start * factor, beam_width // TRIAL_SHARE) for factor in factors]
    best = np.argmin([errors for _, errors in trials], axis=0)
    scales = np.array([coded.scales for coded, _ in trials])[best, np.arange(len(rows))]
    problem = problem.coupled()
    return found(scales, beam_width)[0]


def _free_scales(plan: TensorPlan, rows: np.ndarray) -> np.ndarray:
    """Returns initial scales: [channels]."""
    row, _ = np.nonzero(rows)
    source = Source(rows[rows != 0], row, len(rows))
    if not plan.record.row_scaled:
        source = Source(source.values, np.zeros_like(row), 1)
    scales = first_scales(source, plan.record).scales
    return np.broadcast_to(scales, len(rows)).astype(np.float64)


def _fit(problem: _Problem, weights: np.ndarray, scales: Scales) -> Scales:
    """Returns the least-squares scales of the given weights, rounded to the codes."""
    return scales.nearest(_fitted(problem, weights, scales.scales, scales.codes is None))


def _fit_in_turn(
    problem: _Problem, weights: np.ndarray, scales: Scales, coupling: RowCoupling
) -> Scales:
    """Returns the least-squares scales of rows whose targets are shifted by the errors of the rows
    before."""
    if scales.codes is None:
        return _fit(problem, weights, scales)
    fitted = np.broadcast_to(scales.scales, len(weights)).astype(np.float64)
    errors = np.zeros_like(weights)
    applied = problem.metric.applied(weights)
    energy = np.sum(applied * weights, axis=1)
    for row in range(len(weights)):
        target = problem.targets[row] + coupling.feedback[row, :row] @ errors[:row]
        product = applied[row] @ target
        if energy[row] > 0 and product > 0:
            fitted[row] = product / energy[row]
        errors[row] = problem.targets[row] - fitted[row] * weights[row]
    return scales.nearest(fitted)


def _fitted(problem: _Problem, weights: np.ndarray, start: np.ndarray, single: bool) -> np.ndarray:
    """Returns float64 [channels], or [1] if `single`; `start` where there is nothing to fit."""
    energy = problem.metric.inner(weights, weights)
    product = problem.metric.inner(problem.targets, weights)
    if single:
        energy, product = energy.sum(keepdims=True), product.sum(keepdims=True)
    usable = (energy > 0) & (product > 0)
    return np.divide(product, energy, out=start[: len(energy)].astype(np.float64), where=usable)
