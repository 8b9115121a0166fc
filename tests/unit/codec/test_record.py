import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedlite.codec.record import Record
from seedlite.errors import BadInputError
from seedlite.format.constants import MAX_WEIGHTS, RECORD_BYTES
from tests.support.strategies import records

PLAIN = Record(count=100, batch_size=10, seed=7)
DRAWS = {"seed": 0, "values_per_draw": 4, "bits_per_draw": 8}


@given(records())
def test_record_packed_and_unpacked_returns(record):
    assert len(record.pack()) == RECORD_BYTES
    assert record == Record.unpack(record.pack())


@given(st.binary(min_size=RECORD_BYTES, max_size=RECORD_BYTES))
def test_record_any_bytes_are_refused_or_pack_to_themselves(data):
    data = bytes([212, 1, 0, 0]) + data[4:]
    try:
        record = Record.unpack(data)
    except BadInputError:
        return
    assert data == record.pack()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"count": 0}, "count is 0"),
        ({"batch_size": 0}, "batch size is 0"),
        ({"batch_size": 101}, "batch size is 101"),
        ({"seed": 1 << 32}, "seed"),
        ({"values_per_draw": 2}, "values per draw is 2"),
        (DRAWS | {"values_per_draw": 0}, "values per draw is 0"),
        (DRAWS | {"values_per_draw": 9}, "values per draw is 9"),
        (DRAWS | {"bits_per_draw": 9}, "bits per draw is 9"),
        (DRAWS | {"seed": 1}, "seed is 1"),
        (DRAWS | {"mean": 1}, "mean is 1"),
        (DRAWS | {"spread": 1}, "spread is 1"),
        (DRAWS | {"mean_bits": 1}, "mean bits is 1"),
        (DRAWS | {"network_statistics": True}, "network statistics"),
        ({"mean": -128}, "mean is -128"),
        ({"spread": 43}, "spread is 43"),
        ({"mean": -2, "spread": 42}, "spread is 42"),
        ({"mean_bits": 9}, "mean bits is 9"),
        ({"spread_bits": 9}, "spread bits is 9"),
        ({"row_code_bits": 9}, "row code bits is 9"),
        ({"row_code_bits": 6, "row_code_mantissa_bits": 5}, "row code mantissa bits is 5"),
        ({"row_code_bits": 2, "row_code_mantissa_bits": 3}, "row code mantissa bits is 3"),
        ({"row_code_bits": 5}, "row code exponent bits is 5"),
        ({"mask_group": 1 << 16}, "mask group is 65536"),
        ({"count": MAX_WEIGHTS + 1}, "count is 134217729"),
        ({"network_statistics": True, "spread": 1}, "spread is 1"),
        ({"network_statistics": True, "mean_bits": 8}, "mean bits is 8"),
    ],
)
def test_record_field_out_of_range_is_refused_by_name(changes, named):
    with pytest.raises(BadInputError, match=re.escape(named)):
        replace(PLAIN, **changes)


@pytest.mark.parametrize(
    ("offset", "value", "named"),
    [
        (0, 211, "decode type is 211"),
        (1, 2, "decode version is 2"),
        (2, 1, "reserved bytes is 1"),
        (20, 8, "flags is 8"),
        (25, 1, "reserved byte is 1"),
    ],
)
def test_record_header_byte_changed_is_refused_by_name(offset, value, named):
    data = bytearray(PLAIN.pack())
    data[offset] = value
    with pytest.raises(BadInputError, match=named):
        Record.unpack(bytes(data))


def test_record_truncated_is_refused():
    with pytest.raises(BadInputError, match="length is 27"):
        Record.unpack(PLAIN.pack()[:-1])
