"""The seeded method: seed bits chosen so that their draws come closest to the weights.

A regenerated weight is the drawn value itself; an output channel's scale, stored as a row code, or
else the tensor's, brings it to size.
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
    draw_deviation,
    drawn_values,
    from_stream,
    live_weights,
    part_bits,
    scaled_draws,
    snr_db,
    stream_channels,
    to_stream,
)
from seedlite.search.plan import TensorPlan
from seedlite.search.trellis import search_windows

SAMPLE_WEIGHTS = 4096
# Tried around the factor that theory gives for a Gaussian source.
SHRINK_FACTORS = (0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2)
# Tried for every row beside the tensor's: rows with a few large weights want larger scales.
ROW_FACTORS = (1.0, 1.25, 1.6)


@dataclass(frozen=True)
class Source:
    """The live weights of a tensor in the record's order, flat."""

    values: np.ndarray  # float64 [live]
    row: np.ndarray  # int64 [live]: which scale each has
    rows: int

    def row_sums(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self.row, values, self.rows).astype(np.float64)  # integers if empty


@dataclass(frozen=True)
class Scales:
    """A scale per row; `codes` is None where there is one row, the tensor, with any scale."""

    scales: np.ndarray  # float32 [rows]
    codes: RowCodes | RowSpreads | None

    def nearest(self, scales: np.ndarray) -> "Scales":
        if self.codes is None:
            return Scales(scales.astype(np.float32), None)
        codes = self.codes.nearest(scales)
        return Scales(codes.scales, codes)


@dataclass(frozen=True)
class Found:
    """A search's outcome."""

    scales: Scales
    windows: np.ndarray  # [draws]
    weights: np.ndarray  # int8 [live]
    row_noise: np.ndarray  # [rows]

    def noise(self, source: Source) -> float:
        """Of the whole tensor, with all rows brought to the same energy."""
        return float(self.row_noise @ source.row_sums(np.ones_like(source.values)))


def encode_seeded(plan: TensorPlan) -> EncodedTensor:
    """Encodes a tensor as planned."""
    record = plan.record
    live = live_weights(record, plan.mask)
    found = _search_scales(source_of(plan, live), record)
    flat = np.zeros(record.count, np.int8)
    flat[live] = found.weights
    return encoded_tensor(plan, found, flat)


def source_of(plan: TensorPlan, live: np.ndarray) -> Source:
    tensor = plan.tensor
    values = to_stream(tensor.values, tensor.input_major)[live]
    if not plan.record.row_scaled:
        return Source(values, np.zeros(len(values), np.int64), 1)
    row = stream_channels(tensor.values.shape, tensor.channel_axis, tensor.input_major)[live]
    return Source(values, row, tensor.channels)


def _search_scales(source: Source, record: Record) -> Found:
    """Searches the seed bits, first with several scales for every row, then with the best."""
    start = first_scales(source, record)
    factors = ROW_FACTORS if source.rows > 1 else ROW_FACTORS[:1]
    tried = [
        _found(source, start.nearest(start.scales * np.float32(f)), record.rate) for f in factors
    ]
    best = np.argmin([found.row_noise for found in tried], axis=0)
    chosen = np.array([found.scales.scales for found in tried])[best, np.arange(source.rows)]
    tried.append(_found(source, start.nearest(chosen), record.rate))
    return min(tried, key=lambda found: found.noise(source))


def _found(source: Source, scales: Scales, rate: Rate) -> Found:
    """Searches with `scales`, then fits them to what was found."""
    windows, weights = _search(source, scales.scales, rate)
    fitted = _fit(source, weights, scales)
    return Found(fitted, windows, weights, _row_noise(source, weights, fitted.scales))


def first_scales(source: Source, record: Record) -> Scales:
    """Scales from the rows' energies. What few bits can reproduce of a source has less energy
    than the source, so the draws are to be that much smaller: a short search on a
    sample says how much."""
    sizes = np.maximum(1, source.row_sums(np.ones_like(source.values)))
    deviations = np.sqrt(source.row_sums(np.square(source.values)) / sizes)
    units = deviations / draw_deviation(record.values_per_draw)
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
    theory = float(np.sqrt(1 - 4.0**-rate.bits_per_weight))
    step = max(1, len(source.values) // SAMPLE_WEIGHTS)
    sample = Source(
        values=(source.values / np.where(units > 0, units, 1)[source.row])[::step],
        row=np.zeros(len(source.row[::step]), np.int64),
        rows=1,
    )
    free = Scales(np.ones(1, np.float32), None)

    def noise(factor: float) -> float:
        tried = free.nearest(np.array([theory * factor]))
        return _found(sample, tried, rate).noise(sample)

    return theory * min(SHRINK_FACTORS, key=noise)


def _search(source: Source, scales: np.ndarray, rate: Rate) -> tuple[np.ndarray, np.ndarray]:
    """Windows and the int8 weights they give, in units of each row's scale."""
    targets = source.values / scales.astype(np.float64)[source.row]
    windows = search_windows(targets, rate)
    return windows, drawn_values(windows, rate)[: len(targets)]


def _fit(source: Source, weights: np.ndarray, scales: Scales) -> Scales:
    """The scales that bring given weights closest to the source, as near as codes can say."""
    q = weights.astype(np.float64)
    energy = source.row_sums(q * q)
    product = source.row_sums(q * source.values)
    usable = (energy > 0) & (product > 0)
    fitted = np.divide(product, energy, out=scales.scales.astype(np.float64), where=usable)
    return scales.nearest(fitted)


def _row_noise(source: Source, weights: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """What the search minimizes, over the same measure of the source: [rows]."""
    error = np.square(source.values - weights * scales.astype(np.float64)[source.row])
    energy = source.row_sums(np.square(source.values))
    lost = source.row_sums(error)
    return np.divide(lost, energy, out=np.zeros_like(energy), where=energy > 0)


def encoded_tensor(plan: TensorPlan, found: Found, flat: np.ndarray) -> EncodedTensor:
    """flat: int8 [count], the draws' values, 0 where the mask makes the weight 0."""
    tensor, record = plan.tensor, plan.record
    codes = found.scales.codes
    payload = Payload(windows=found.windows, mask=plan.mask)
    scales = found.scales.scales
    if isinstance(codes, RowSpreads):
        payload.spreads, scales = codes.codes, np.array([codes.base])
        flat = scaled_draws(np.repeat(codes.codes, record.batch_size), flat)
    elif codes is not None:
        payload.row_codes = codes.codes
    weights = from_stream(flat, tensor.values.shape, record.input_major)
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
