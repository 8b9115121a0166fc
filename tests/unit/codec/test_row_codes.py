from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seedlite.codec.row_codes import choose_row_codes, multipliers, round_up_significand

WIDTHS = st.integers(1, 8).flatmap(
    lambda w: st.tuples(st.just(w), st.integers(max(0, w - 4), min(4, w)))
)
SCALES = st.floats(2.0**-20, 1024.0, width=32)


@given(WIDTHS, SCALES)
def test_row_code_scales_are_exact_products(widths, scale):
    base = round_up_significand(np.float32(scale))
    for code, product in enumerate(base * multipliers(*widths)):
        mantissa = widths[1]
        factor = ((1 << mantissa) + code % (1 << mantissa)) * 2 ** (code >> mantissa)
        assert Fraction(float(base)) * factor == Fraction(float(product))


@given(WIDTHS, st.lists(SCALES, min_size=1, max_size=20))
def test_choose_row_codes_largest_scale_is_reached(widths, scales):
    codes = choose_row_codes(np.array(scales), *widths)
    largest = np.float32(max(scales))
    assert codes.codes[np.argmax(scales)] == (1 << widths[0]) - 1
    assert largest <= codes.scales.max() <= largest * (1 + 2.0**-18)


@given(WIDTHS, st.lists(SCALES, min_size=1, max_size=20))
def test_choose_row_codes_no_other_code_is_closer(widths, scales):
    scales = np.array(scales)
    codes = choose_row_codes(scales, *widths)
    table = codes.base.astype(np.float64) * multipliers(*widths)
    closest = np.abs(table - scales[:, None]).min(axis=1)
    assert np.allclose(closest, np.abs(codes.scales - scales), rtol=1e-5, atol=1e-6 * scales.max())


def test_choose_row_codes_all_zero_gives_a_usable_base():
    assert choose_row_codes(np.zeros(3), 6, 3).scales.min() > 0
