"""Describes a layer's weights in plain JSON, for `convert` and `inspect`."""

from typing import Any

from seedlite.codec.record import Record


def describe_stored(weights: int) -> dict[str, Any]:
    """Describes weights stored as int8."""
    return {"form": "stored", "weights": weights, "bytes": weights, "bits_per_weight": 8.0}


def describe_record(record: Record, stored_bytes: int) -> dict[str, Any]:
    """Describes weights regenerated from a record and `stored_bytes` of encoded tensor."""
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
