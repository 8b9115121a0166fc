// SPDX-License-Identifier: Apache-2.0
#include "sl_exponential.h"

#include "../../target/sl_fixedpoint.h"
#include "../../target/sl_shared.h"

#define Q31_EXP_MINUS_EIGHTH 1895147668
#define Q31_THIRD 715827883
#define Q29_ONE (1 << 29)
#define Q29_48_OVER_17 1515870810
#define Q29_32_OVER_17 1010580540

static int32_t times(int32_t a, int32_t b) {
  return sl_rounding_doubling_high_mul(a, b);
}

// Returns exp(x) for x in [-1/4, 0), Q0.31: the Taylor polynomial of degree 4 around -1/8
// (gemmlowp's exp_on_interval_between_negative_one_quarter_and_0_excl).
static int32_t exp_of_fraction(int32_t x) {
  int32_t d = x + (1 << 28);  // |d| <= 1/8, so that no sum below overflows
  int32_t d2 = times(d, d);
  int32_t d3 = times(d2, d);
  int32_t d4 = times(d2, d2);
  int32_t cubic_and_quartic = times(sl_rounding_shift_right(d4, 2) + d3, Q31_THIRD);
  int32_t series = d + sl_rounding_shift_right(cubic_and_quartic + d2, 1);
  return Q31_EXP_MINUS_EIGHTH + times(Q31_EXP_MINUS_EIGHTH, series);
}

SL_SHARED int32_t sl_exp_of_negative(int32_t x, uint32_t integer_bits) {
  // exp(-2^(i - 2)), Q0.31
  static const int32_t factors[] = {1672461947, 1302514674, 790015084, 290630308,
                                    39332535,   720401,     242};
  if (x == 0) return INT32_MAX;
  int32_t quarter = 1 << (29 - integer_bits);
  // x = fraction - a multiple of 1/4, with fraction in [-1/4, 0)
  int32_t fraction = (x & (quarter - 1)) - quarter;
  uint32_t quarters = (uint32_t)(fraction - x);  // of Qm.n; x >= INT32_MIN, fraction < 0
  int32_t result = exp_of_fraction(fraction * (1 << integer_bits));
  for (uint32_t i = 0; i < integer_bits + 2; i++) {
    if (quarters & ((uint32_t)quarter << i)) result = times(result, factors[i]);
  }
  return result;
}

// 2 / (1 + x), Q2.29, in (1, 2] but for rounding, for x >= 0 as Q0.31: Newton's iteration for
// 1 / half; the start is within 1/17 of it.
static int32_t twice_reciprocal(int32_t x) {
  int32_t half = (x >> 1) + (1 << 30);  // (1 + x) / 2, in [1/2, 1)
  int32_t y = Q29_48_OVER_17 + times(half, -Q29_32_OVER_17);
  for (int i = 0; i < 3; i++) {
    y += 4 * times(y, Q29_ONE - times(half, y));  // the product is Q4.27, below 0.17
  }
  return y;
}

SL_SHARED int32_t sl_reciprocal_of_one_plus(int32_t x) {
  int32_t y = twice_reciprocal(x);
  return y >= 1 << 30 ? INT32_MAX : y * 2;  // y / 2
}

SL_SHARED int32_t sl_one_minus_over_one_plus(int32_t x) {
  int32_t y = twice_reciprocal(x) - Q29_ONE;  // in (0, 1] but for rounding
  return y >= 1 << 29 ? INT32_MAX : y < 0 ? 0 : y * 4;
}
