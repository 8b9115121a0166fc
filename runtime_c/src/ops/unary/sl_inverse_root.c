// SPDX-License-Identifier: Apache-2.0
// Newton's iteration. Qm.n is an int32 with m integer and n = 31 - m fraction bits.
#include "sl_inverse_root.h"

#include "../../target/sl_fixedpoint.h"
#include "../../target/sl_shared.h"

#define Q28_ONE (1 << 28)
#define Q28_THREE_HALVES ((1 << 28) + (1 << 27))
#define Q31_HALF_SQRT_2 1518500250

static int32_t times(int32_t a, int32_t b) {
  return sl_rounding_doubling_high_mul(a, b);
}

// x * 2^bits, saturated.
static int32_t shifted_left(int32_t x, uint32_t bits) {
  int32_t most = INT32_MAX >> bits;
  return x > most ? INT32_MAX : x < -most - 1 ? INT32_MIN : x * (1 << bits);
}

SL_SHARED int32_t sl_inverse_root(int32_t value, int32_t *out_shift) {
  int32_t shift = -11;
  *out_shift = 0;
  if (value <= 1) return INT32_MAX;
  // value in [2^27, 2^29)
  for (; value >= 1 << 29; value /= 4) shift--;
  for (; value < 1 << 27; value *= 4) shift++;
  *out_shift = shift;
  int32_t half = sl_rounding_shift_right(value >> 1, 1);  // Q3.28
  int32_t x = Q28_ONE;
  for (int i = 0; i < 5; i++) {
    int32_t cube = shifted_left(times(times(x, x), x), 6);
    x = shifted_left(times(Q28_THREE_HALVES, x) - times(half, cube), 3);
  }
  return times(x, Q31_HALF_SQRT_2);
}
