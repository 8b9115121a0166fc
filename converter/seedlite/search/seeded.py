"""The seeded method: seed bits whose draws approximate the weights best.

A regenerated weight is the drawn value, times the scale of its output channel (a row code) or of
the tensor.
"""

from dataclasses import dataclass

import numpy as np

from seedlite.codec import (
    EncodedTensor,
    Payload,
    Rate,
    Record,
    RowCodes,
    RowSpreads,
    channel_scaled,
    choose_row_codes,
    choose_row_spreads,
    draw_std,
    drawn_values,
    live_weights,
    part_bits,
    scaled_draws,
    snr_db,
)
from seedlite.search.plan import TensorPlan
from seedlite.search.trellis import search_windows

SAMPLE_WEIGHTS = 4096
# Candidates around the theoretical factor of a Gaussian source.
SHRINK_FACTORS = (0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2)
# Candidates for each row: a few large weights need a larger scale.
ROW_FACTORS = (1.0, 1.25, 1.6)


@dataclass(frozen=True)
class Source:
    """The live weights of a tensor in the record's order, flat."""

    values: np.ndarray  # float64 [live]
    row: np.ndarray  # int64 [live]: the row, and so the scale, of each
    rows: int

    def row_sums(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self.row, values, self.rows).astype(np.float64)  # integers if empty


@dataclass(frozen=True)
class Scales:
    """One scale per row; `codes` is None where the tensor is one row whose scale is free."""

    scales: np.ndarray  # float32 [rows]
    codes: RowCodes | RowSpreads | None

    def nearest(self, scales: np.ndarray) -> "Scales":
        """Returns the nearest scales that the codes can represent."""
        if self.codes is None:
            return Scales(scales.astype(np.float32), None)
        codes = self.codes.nearest(scales)
        return Scales(codes.scales, codes)


@dataclass(frozen=True)
class SearchResult:
    """The result of a search."""

    scales: Scales
    windows: np.ndarray  # [draws]
    weights: np.ndarray  # int8 [live]
    row_errors: np.ndarray  # [rows]

    def total_error(self, source: Source) -> float:
        """Returns the relative squared error of the tensor, all rows at equal energy, times its
        live weights."""
        return float(self.row_errors @ source.row_sums(np.ones_like(source.values)))


def encode_seeded(plan: TensorPlan) -> EncodedTensor:
    """Encodes the plan's tensor."""
    record = plan.record
    live = live_weights(record, plan.mask)
    found = _search_scales(source_of(plan, live), record)
    flat = np.zeros(record.count, np.int8)
    flat[live] = found.weights
    return encoded_tensor(plan, found, flat)


def source_of(plan: TensorPlan, live: np.ndarray) -> Source:
    """Returns the live weights of the plan's tensor, with a row per output channel if it has row
    scales."""
    tensor = plan.tensor
    values = tensor.flat[live]
    if not plan.record.row_scaled:
        return Source(values, np.zeros(len(values), np.int64), 1)
    row = tensor.order.flat_channels()[live]
    return Source(values, row, tensor.channels)


def _search_scales(source: Source, record: Record) -> SearchResult:
    """Searches seed bits with several scales for all rows, then with each row's best one."""
    start = first_scales(source, record)
    factors = ROW_FACTORS if source.rows > 1 else ROW_FACTORS[:1]
    tried = [
        _found(source, start.nearest(start.scales * np.float32(f)), record.rate) for f in factors
    ]
    best = np.argmin([found.row_errors for found in tried], axis=0)
    chosen = np.array([found.scales.scales for found in tried])[best, np.arange(source.rows)]
    tried.append(_found(source, start.nearest(chosen), record.rate))
    return min(tried, key=lambda found: found.total_error(source))


def _found(source: Source, scales: Scales, rate: Rate) -> SearchResult:
    """Searches with `scales`, then refits the scales to the result by least squares."""
    windows, weights = _search(source, scales.scales, rate)
    fitted = _fit(source, weights, scales)
    return SearchResult(fitted, windows, weights, _row_errors(source, weights, fitted.scales))


def first_scales(source: Source, record: Record) -> Scales:
    """Returns initial scales from the rows' root mean squares. A source coded at a low rate has
    less energy than the original (by 1 - 4^-bits, the Gaussian rate-distortion function). A search
    on a sample finds the factor."""
    sizes = np.maximum(1, source.row_sums(np.ones_like(source.values)))
    magnitudes = np.sqrt(source.row_sums(np.square(source.values)) / sizes)
    units = magnitudes / draw_std(record.values_per_draw)
    shrink = _best_shrink(source, units, record.rate)
    if not record.row_scaled:
        return Scales(np.where(units > 0, units * shrink, 1).astype(np.float32), None)
    codes: RowCodes | RowSpreads
    if record.spread_bits:
        codes = choose_row_spreads(units * shrink)
    else:
        codes = choose_row_codes(
            units * shrink, record.row_code_bits, record.row_code_mantissa_bits
        )
    return Scales(codes.scales, codes)


def _best_shrink(source: Source, units: np.ndarray, rate: Rate) -> float:
    """Returns the factor between a row's unit and its scale with the least error on a sample."""
    theory = float(np.sqrt(1 - 4.0**-rate.bits_per_weight))
    step = max(1, len(source.values) // SAMPLE_WEIGHTS)
    sample = Source(
        values=(source.values / np.where(units > 0, units, 1)[source.row])[::step],
        row=np.zeros(len(source.row[::step]), np.int64),
        rows=1,
    )
    free = Scales(np.ones(1, np.float32), None)

    def error(factor: float) -> float:
        tried = free.nearest(np.array([theory * factor]))
        return _found(sample, tried, rate).total_error(sample)

    return theory * min(SHRINK_FACTORS, key=error)


def _search(source: Source, scales: np.ndarray, rate: Rate) -> tuple[np.ndarray, np.ndarray]:
    """Returns windows and their int8 weights, in units of each row's scale."""
    targets = source.values / scales.astype(np.float64)[source.row]
    windows = search_windows(targets, rate)
    return windows, drawn_values(windows, rate)[: len(targets)]


def _fit(source: Source, weights: np.ndarray, scales: Scales) -> Scales:
    """Returns the least-squares scales of the given weights, rounded to the codes."""
    q = weights.astype(np.float64)
    energy = source.row_sums(q * q)
    product = source.row_sums(q * source.values)
    usable = (energy > 0) & (product > 0)
    fitted = np.divide(product, energy, out=scales.scales.astype(np.float64), where=usable)
    return scales.nearest(fitted)


def _row_errors(source: Source, weights: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Returns the relative squared error of each row, which the search minimizes: [rows]."""
    error = np.square(source.values - weights * scales.astype(np.float64)[source.row])
    energy = source.row_sums(np.square(source.values))
    lost = source.row_sums(error)
    return np.divide(lost, energy, out=np.zeros_like(energy), where=energy > 0)


def encoded_tensor(plan: TensorPlan, found: SearchResult, flat: np.ndarray) -> EncodedTensor:
    """Packs a search's result.

    flat: int8 [count], the drawn values, 0 where masked.
    """
    tensor, record = plan.tensor, plan.record
    codes = found.scales.codes
    payload = Payload(windows=found.windows, mask=plan.mask)
    scales = found.scales.scales
    if isinstance(codes, RowSpreads):
        payload.spreads, scales = codes.codes, np.array([codes.base])
        flat = scaled_draws(np.repeat(codes.codes, record.batch_size), flat)
    elif codes is not None:
        payload.row_codes = codes.codes
    weights = tensor.order.shaped(flat)
    reproduced = channel_scaled(weights, scales, tensor.channel_axis)
    return EncodedTensor(
        name=tensor.name,
        record=record,
        encoded=payload.pack(record),
        scale=scales[0] if codes is None else codes.base,
        channel_scales=scales,
        weights=weights,
        parts={
            "seed bits": record.seed_bits(plan.live),
            **part_bits(record, tensor.channels),
        },
        snr_db=snr_db(tensor.values, reproduced, tensor.channel_axis),
    )
