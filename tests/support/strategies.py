"""Hypothesis strategies for records and their payloads."""

import numpy as np
from hypothesis import strategies as st

from seedlite.codec.bitstring import unpack_windows
from seedlite.codec.draws import window_bits
from seedlite.codec.payload import Payload, live_count
from seedlite.codec.record import Record


@st.composite
def records(draw: st.DrawFn, max_count: int = 200) -> Record:
    """Draws any valid record."""
    count = draw(st.integers(1, max_count))
    code_bits = draw(st.integers(0, 8))
    kind = draw(st.sampled_from(["draws", "network", "statistics"]))
    fields = {}
    if kind == "draws":
        fields = {
            "values_per_draw": draw(st.integers(1, 8)),
            "bits_per_draw": draw(st.integers(1, 8)),
            "spread_bits": draw(st.integers(0, 8)),
        }
    elif kind == "network":
        fields = {"network_statistics": True, "seed": draw(st.integers(0, 0xFFFFFFFF))}
    else:
        mean = draw(st.integers(-127, 127))
        fields = {
            "seed": draw(st.integers(0, 0xFFFFFFFF)),
            "mean": mean,
            "spread": draw(st.integers(0, (127 - abs(mean)) // 3)),
            "mean_bits": draw(st.integers(0, 8)),
            "spread_bits": draw(st.integers(0, 8)),
        }
    return Record(
        count=count,
        batch_size=draw(st.integers(1, count)),
        input_major=draw(st.booleans()),
        row_code_bits=code_bits,
        row_code_mantissa_bits=draw(st.integers(max(0, code_bits - 4), min(4, code_bits))),
        mask_group=draw(st.sampled_from([0, 1, 3, 8, 50, 65535])),
        **fields,
    )


@st.composite
def recorded_payloads(draw: st.DrawFn) -> tuple[Record, Payload, int]:
    """Draws a record, a matching payload, and the number of output channels."""
    record = draw(records())
    channels = draw(st.integers(1, 20))
    rng = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    payload = Payload()
    if record.row_code_bits:
        payload.row_codes = rng.integers(0, 1 << record.row_code_bits, channels)
    means = np.full(record.batches, record.mean)
    if record.mean_bits:
        half = 1 << record.mean_bits >> 1
        least = 0 if record.spread_bits else 3 * record.spread
        low, high = max(-half, least - 127), min(half - 1, 127 - least)
        means = payload.means = rng.integers(low, high + 1, record.batches)
    if record.spread_bits:
        most = np.full(record.batches, (1 << record.spread_bits) - 1)
        if not record.bits_per_draw:
            most = np.minimum(most, (127 - np.abs(means)) // 3)
        payload.spreads = rng.integers(0, most + 1)
    payload.mask = rng.integers(0, 2, record.mask_groups)
    live = live_count(record, payload.mask)
    if record.bits_per_draw and live:
        stream = rng.bytes(-(-record.seed_bits(live) // 8))
        payload.windows = unpack_windows(
            stream,
            record.bits_per_draw,
            window_bits(record.bits_per_draw),
            record.draws(live),
        )
    return record, payload, channels
