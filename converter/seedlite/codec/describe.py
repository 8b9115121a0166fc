"""Describes a layer's weights in reports."""

from dataclasses import dataclass
from typing import Any

from seedlite.codec.record import Record
from seedlite.reports import Report


@dataclass(frozen=True, kw_only=True, eq=False)
class WeightsReport(Report):
    """The form of a layer's weights in a file.

    form: 'stored' (int8), 'seeded' (drawn from seed bits) or 'statistics' (drawn from a mean and a
        spread); only drawn weights have the fields from `batch_size` on.
    weights: their number.
    bytes: without their record.
    bits_per_weight: stored, 8 for int8.
    batch_size: weights that share statistics or a spread.
    values_per_draw, bits_per_draw: weights per draw, and its seed bits; 0 for statistics.
    mask_group: weights per bit of the zero mask; 0 without a mask.
    skips_zero_inputs: whether inputs at their zero point are skipped.
    """

    form: str
    weights: int
    bytes: int
    bits_per_weight: float
    batch_size: int | None = None
    values_per_draw: int | None = None
    bits_per_draw: int | None = None
    mask_group: int | None = None
    skips_zero_inputs: bool | None = None


def describe_stored(weights: int) -> dict[str, Any]:
    """Returns the fields of a WeightsReport for int8 weights."""
    return {"form": "stored", "weights": weights, "bytes": weights, "bits_per_weight": 8.0}


def describe_record(record: Record, stored_bytes: int) -> dict[str, Any]:
    """Returns the fields of a WeightsReport for weights regenerated from a record and
    `stored_bytes` of encoded tensor."""
    return {
        "form": "seeded" if record.bits_per_draw else "statistics",
        "weights": record.count,
        "bytes": stored_bytes,
        "bits_per_weight": 8 * stored_bytes / record.count,
        "batch_size": record.batch_size,
        "values_per_draw": record.values_per_draw,
        "bits_per_draw": record.bits_per_draw,
        "mask_group": record.mask_group,
        "skips_zero_inputs": record.input_major,
    }
