// SPDX-License-Identifier: Apache-2.0
// The loops of ADD where requantization is fast.
#ifndef SEEDLITE_ADD_ROW_H
#define SEEDLITE_ADD_ROW_H

#include "../../target/sl_requantize.h"
#include "../../target/sl_target.h"
#include "sl_add.h"

// Two operands; the first has the larger scale. Its multiplier is 1/2, the only one with a shift of
// 0, so its product is exact.
typedef struct {
  const int8_t *large, *small;
  int32_t large_zp, small_zp;
  int32_t small_multiplier;
  int32_t small_shift;  // <= 0; 0: the scales are equal
} sl_add_operands;

// Adds `count` elements. channel: requantization parameters, without a bias; same: both operands
// have the same scale. Strides (0, 1) and `same` may be constants.
SL_ALWAYS_INLINE void sl_add_elements(const sl_add_operands *o, uint32_t large_stride,
                                      uint32_t small_stride, uint32_t count, sl_channel channel,
                                      bool same, int8_t *output) {
  const int half = SL_ADD_FRACTION_BITS - 1;
  const int8_t *large = o->large, *small = o->small;
  const int32_t small_zp = o->small_zp * (1 << SL_ADD_FRACTION_BITS);
  const int32_t multiplier = o->small_multiplier, shift = -o->small_shift;
  const int32_t rounding = same ? 0 : 1 << (shift - 1);
  channel.bias = (uint32_t)(-o->large_zp * (1 << half));
  if (same) channel.bias -= (uint32_t)(o->small_zp * (1 << half));
  for (; count; count--) {
    int32_t sum = *large * (1 << half);  // with the bias: |sum| < 2^28
    int32_t other = *small;
    large += large_stride;
    small += small_stride;
    if (same) {
      sum += other * (1 << half);
    } else {
      other = other * (1 << SL_ADD_FRACTION_BITS) - small_zp;  // |other| < 2^28
      other = sl_rounding_doubling_high_mul_30(other, multiplier);
      sum += (other + (other >> 31) + rounding) >> shift;
    }
    *output++ = sl_fast_output(&channel, (uint32_t)sum);
  }
}

#if SL_MVE
#include "sl_mve_add_row.h"
#else

// sl_add_elements with strides of 1; `same` is a constant.
static inline void sl_add_row(const sl_add_operands *o, uint32_t count, sl_channel channel,
                              bool same, int8_t *output) {
  sl_add_elements(o, 1, 1, count, channel, same, output);
}

#endif

#endif
