from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedlite.codec.payload import Payload, encoded_bytes, live_count
from seedlite.codec.record import Record
from seedlite.errors import BadInputError
from tests.support.strategies import recorded_payloads

SEEDED = Record(count=10, batch_size=10, values_per_draw=1, bits_per_draw=2)


@given(recorded_payloads())
def test_payload_packed_and_unpacked_returns(case):
    record, payload, channels = case
    encoded = payload.pack(record)

    assert len(encoded) == encoded_bytes(record, channels, live_count(record, payload.mask))
    again = Payload.unpack(record, encoded, channels)
    for part in ("windows", "row_codes", "means", "spreads", "mask"):
        assert getattr(payload, part).tolist() == getattr(again, part).tolist()


# with a mask, another length can be another tensor's
@given(recorded_payloads().filter(lambda case: not case[0].mask_group), st.sampled_from([-1, 1, 4]))
def test_payload_of_another_length_is_refused(case, more):
    record, payload, channels = case
    encoded = payload.pack(record)
    changed = encoded[:more] if more < 0 else encoded + bytes(more)
    with pytest.raises(BadInputError):
        Payload.unpack(record, changed, channels)


def test_payload_without_parts_is_one_zero_byte():
    record = Record(count=10, batch_size=10, mean=3, spread=9)
    assert bytes(1) == Payload().pack(record)
    with pytest.raises(BadInputError):
        Payload.unpack(record, b"", 1)
    with pytest.raises(BadInputError, match="not zero"):
        Payload.unpack(record, b"\1", 1)


def test_payload_seed_bits_alone_are_followed_by_three_bytes():
    encoded = Payload(windows=np.zeros(10, np.int64)).pack(SEEDED)
    assert bytes(5 + 3) == encoded  # 9 * 2 + 16 = 34 bits


def test_payload_unused_bit_set_is_refused():
    encoded = bytearray(Payload(windows=np.zeros(10, np.int64)).pack(SEEDED))
    encoded[4] |= 0x80
    with pytest.raises(BadInputError, match="not zero"):
        Payload.unpack(SEEDED, bytes(encoded), 1)


def test_payload_padding_not_zero_is_refused():
    encoded = Payload(windows=np.zeros(10, np.int64)).pack(SEEDED)
    with pytest.raises(BadInputError, match="not zero"):
        Payload.unpack(SEEDED, encoded[:-1] + b"\1", 1)


def test_payload_mean_of_minus_128_is_refused():
    record = Record(count=2, batch_size=1, mean_bits=8)
    with pytest.raises(BadInputError, match="mean -128"):
        Payload.unpack(record, b"\x05\x80", 1)


def test_payload_all_masked_has_no_seed_bits():
    record = replace(SEEDED, count=16, mask_group=8)
    payload = Payload(mask=np.ones(2, np.int64))
    assert payload.pack(record) == b"\x03\0\0"
    assert len(Payload.unpack(record, b"\x03\0\0", 4).windows) == 0
