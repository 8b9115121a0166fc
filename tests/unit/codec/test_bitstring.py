import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seedlite.codec.bitstring import (
    pack_fields,
    pack_windows,
    sign_extend,
    unpack_fields,
    unpack_windows,
)


@given(
    st.integers(1, 16).flatmap(
        lambda w: st.tuples(st.just(w), st.lists(st.integers(0, (1 << w) - 1), max_size=40))
    )
)
def test_fields_packed_and_unpacked_return(case):
    width, fields = case
    data = pack_fields(np.array(fields, np.int64), width)

    assert len(data) == -(-len(fields) * width // 8)
    assert fields == unpack_fields(data, width, len(fields)).tolist()


@given(
    st.integers(1, 8).flatmap(
        lambda w: st.tuples(
            st.just(w), st.lists(st.integers(-(1 << w >> 1), (1 << w >> 1) - 1), max_size=40)
        )
    )
)
def test_signed_fields_packed_and_unpacked_return(case):
    width, fields = case
    data = pack_fields(np.array(fields, np.int64), width)

    assert fields == sign_extend(unpack_fields(data, width, len(fields)), width).tolist()


def test_fields_known_widths_lie_lowest_bit_first():
    assert bytes([0b10_101_011, 0b1]) == pack_fields(np.array([0b011, 0b101, 0b110]), 3)


@given(st.integers(1, 16), st.data())
def test_windows_of_any_stream_pack_to_that_stream(window_bits, data):
    bits_per_draw = data.draw(st.integers(1, window_bits))
    draws = data.draw(st.integers(1, 30))
    length = (draws - 1) * bits_per_draw + window_bits
    number = data.draw(st.integers(0, (1 << length) - 1))
    stream = number.to_bytes(-(-length // 8), "little")

    windows = unpack_windows(stream, bits_per_draw, window_bits, draws)

    expected = [number >> (t * bits_per_draw) & ((1 << window_bits) - 1) for t in range(draws)]
    assert expected == windows.tolist()
    assert stream == pack_windows(windows, bits_per_draw, window_bits)
