"""Hypothesis strategies for records and what belongs to them."""

import numpy as np
from hypothesis import strategies as st

from seedlite.encoder import Payload, Record
from seedlite.encoder.bitstring import unpack_windows
from seedlite.encoder.payload import live_count


@st.composite
def records(draw: st.DrawFn, max_count: int = 200) -> Record:
    """Any valid record."""
    count = draw(st.integers(1, max_count))
    network = draw(st.booleans())
    bits_per_draw = draw(st.integers(0, 16))
    seeded = bits_per_draw > 0
    code_bits = draw(st.integers(0, 8))
    return Record(
        count=count,
        batch_size=draw(st.integers(1, count)),
        seed=draw(st.integers(0, 0xFFFFFFFF)),
        generator=draw(st.integers(1, 2)),
        values_per_draw=draw(st.integers(1, 8)) if seeded else 1,
        bits_per_draw=bits_per_draw,
        window_bits=draw(st.integers(max(6, bits_per_draw), 16)) if seeded else 0,
        mean=0 if network else draw(st.integers(-127, 127)),
        spread=0 if network else draw(st.integers(0, 255)),
        shift=0 if network else draw(st.integers(0, 15)),
        network_statistics=network,
        input_major=draw(st.booleans()),
        no_table=draw(st.booleans()),
        mean_bits=0 if network else draw(st.integers(0, 8)),
        spread_bits=0 if network else draw(st.integers(0, 8)),
        row_code_bits=code_bits,
        row_code_mantissa_bits=draw(st.integers(max(0, code_bits - 4), min(4, code_bits))),
        mask_group=draw(st.sampled_from([0, 1, 3, 8, 50, 65535])),
    )


@st.composite
def recorded_payloads(draw: st.DrawFn) -> tuple[Record, Payload, int]:
    """A record, a payload that belongs to it, and the number of output channels."""
    record = draw(records())
    channels = draw(st.integers(1, 20))
    rng = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    payload = Payload()
    if record.row_code_bits:
        payload.row_codes = rng.integers(0, 1 << record.row_code_bits, channels)
    if record.mean_bits:
        half = 1 << record.mean_bits >> 1
        payload.means = rng.integers(max(-127, -half), half, record.batches)
    if record.spread_bits:
        payload.spreads = rng.integers(0, 1 << record.spread_bits, record.batches)
    payload.mask = rng.integers(0, 2, record.mask_groups)
    live = live_count(record, payload.mask)
    if record.bits_per_draw and live:
        stream = rng.bytes(-(-record.seed_bits(live) // 8))
        payload.windows = unpack_windows(
            stream, record.bits_per_draw, record.window_bits, record.draws(live)
        )
    return record, payload, channels
