"""Small centralized models: with every part that a record of seed bits can have, with every part of
statistics alone, and one that skips inputs at their zero point."""

from dataclasses import replace

import numpy as np

from seedlite.codec.expand import recorded_tensors
from seedlite.format.constants import OP_FULLY_CONNECTED
from seedlite.model.parse import parse
from tests.support.random_models import Geometry, draws_record, random_centralized, random_geometry

SEED_BITS = ("bits_per_draw", "row_code_bits", "spread_bits", "mask_group")
STATISTICS = ("row_code_bits", "mean_bits", "spread_bits", "mask_group")


def _with_parts(kind: str, parts: tuple[str, ...], most_bytes: int = 1400) -> bytes:
    """Returns the first random model of this kind and size whose record has all these parts."""
    for seed in range(10_000):
        rng = np.random.default_rng(seed)
        file = random_centralized(rng, random_geometry(rng, kind))
        record = recorded_tensors(file, parse(file))[0].record
        alike = bool(record.bits_per_draw) == ("bits_per_draw" in parts)
        has_all = all(getattr(record, part) for part in parts)
        if alike and has_all and record.count >= 40 and len(file) <= most_bytes:
            return file
    raise AssertionError("no such model")


def _skipping() -> bytes:
    rng = np.random.default_rng(0)
    shape = Geometry(OP_FULLY_CONNECTED, (2, 5), (8, 5), (2, 8), 0)
    record = replace(draws_record(rng, shape), input_major=True, mask_group=0)
    return random_centralized(rng, shape, record)


def small_models() -> dict[str, bytes]:
    return {
        "conv": _with_parts("conv", SEED_BITS),
        "dense": _with_parts("dense", SEED_BITS),
        "statistics": _with_parts("dense", STATISTICS),
        "skipping": _skipping(),
    }
