"""Small centralized models: two with every part that a record can have, and one whose weights are
drawn from a table, but not for inputs at their zero point."""

from dataclasses import replace

import numpy as np

from random_models import Geometry, draws_record, random_centralized, random_geometry
from seedlite._constants import OP_FULLY_CONNECTED
from seedlite.expansion import recorded_tensors
from seedlite.tflite import parse


def _with_all_parts(kind: str, most_bytes: int) -> bytes:
    """The first random model of this kind and size with seed bits, row codes, means and a mask."""
    for seed in range(10_000):
        rng = np.random.default_rng(seed)
        file = random_centralized(rng, random_geometry(rng, kind))
        record = recorded_tensors(file, parse(file))[0].record
        parts = (record.bits_per_draw, record.row_code_bits, record.mean_bits, record.mask_group)
        if all(parts) and record.count >= 40 and len(file) <= most_bytes:
            return file
    raise AssertionError("no such model")


def _skipping() -> bytes:
    rng = np.random.default_rng(0)
    shape = Geometry(OP_FULLY_CONNECTED, (2, 5), (8, 5), (2, 8), 0)
    record = replace(draws_record(rng, shape), input_major=True, mask_group=0)
    return random_centralized(rng, shape, record)


def small_models() -> dict[str, bytes]:
    return {
        "conv": _with_all_parts("conv", 1400),
        "dense": _with_all_parts("dense", 1400),
        "skipping": _skipping(),
    }
