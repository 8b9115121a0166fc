import csv
import re
from dataclasses import replace

import numpy as np
import pytest

from seedlite.codec.record import Record
from seedlite.codec.regenerate import regenerate, row_scales
from seedlite.codec.tensors import NetworkStatistics
from seedlite.errors import BadInputError
from tests.support.places import GOLDEN

RECORDS = GOLDEN / "records.csv"
with RECORDS.open() as file:
    ROWS = list(csv.DictReader(file))
NETWORK = NetworkStatistics()


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_regenerate_golden_record_gives_weights_and_scales(row):
    shape = tuple(map(int, row["shape"].split("x")))
    channels = shape[int(row["channel_axis"])]
    record = Record.unpack(bytes.fromhex(row["record"]))
    encoded = bytes.fromhex(row["encoded"])
    network = NetworkStatistics(int(row["network_mean"]), int(row["network_spread"]))

    weights = regenerate(record, encoded, shape, network, channels)

    assert weights.dtype == np.int8
    assert weights.shape == shape
    assert row["weights"] == weights.tobytes().hex()
    if record.row_code_bits:
        base = np.frombuffer(bytes.fromhex(row["base_scale"]), "<f4")[0]
        scales = row_scales(record, encoded, base, channels)
        assert row["scales"] == scales.astype("<f4").tobytes().hex()


def test_regenerate_batch_of_zero_statistics_is_zero_and_takes_its_draws():
    record = Record(count=30, batch_size=10, seed=5, mean_bits=8, spread_bits=8)
    spreads = bytes([40, 0, 40])
    weights = regenerate(record, bytes(3) + spreads, (30,), NETWORK, 30)
    whole = regenerate(record, bytes(3) + bytes([40] * 3), (30,), NETWORK, 30)

    assert not weights[10:20].any()
    assert np.array_equal(whole[20:], weights[20:])


def test_regenerate_other_count_is_refused():
    with pytest.raises(BadInputError, match=re.escape("shape (3, 4)")):
        regenerate(Record(count=11, batch_size=11), b"", (3, 4), NETWORK, 3)


def test_regenerate_input_major_convolution_is_refused():
    record = replace(Record(count=16, batch_size=16), input_major=True)
    with pytest.raises(BadInputError, match="input-major"):
        regenerate(record, b"", (2, 2, 2, 2), NETWORK, 2)


def test_regenerate_statistics_that_leave_int8_are_refused():
    record = Record(count=30, batch_size=10, mean_bits=8, spread_bits=8)
    with pytest.raises(BadInputError, match="batch 1 with mean 2 and spread 42"):
        regenerate(record, bytes([1, 2, 3]) + bytes([42, 42, 41]), (30,), NETWORK, 30)
