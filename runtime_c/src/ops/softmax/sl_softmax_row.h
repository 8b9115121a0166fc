// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_SOFTMAX_ROW_H
#define SEEDLITE_SOFTMAX_ROW_H

#include "../../target/sl_fixedpoint.h"
#include "../unary/sl_exponential.h"
#include "sl_softmax.h"

#define SL_SOFTMAX_INTEGER_BITS 5
#define SL_SOFTMAX_SUM_BITS 12

// Returns exp(beta * scale * diff) as Q0.31, for diff_min <= diff <= 0.
static inline int32_t sl_softmax_exp(const sl_softmax_params *p, int32_t diff) {
  // |diff * 2^shift| <= 31 * 2^26; shift is never negative, so there is no second rounding
  int32_t scaled = sl_rounding_doubling_high_mul(diff * (int32_t)(1u << p->shift), p->multiplier);
  return sl_exp_of_negative(scaled, SL_SOFTMAX_INTEGER_BITS);
}

static inline int32_t sl_softmax_max(const int8_t *row, uint32_t depth) {
  int32_t max = row[0];
  for (uint32_t i = 1; i < depth; i++) max = row[i] > max ? row[i] : max;
  return max;
}

// Writes a row's outputs, which have `bits` bits, 8 or 16, a constant.
SL_ALWAYS_INLINE void sl_softmax_row(const sl_softmax_params *p, const int8_t *input, void *output,
                                     uint32_t bits) {
  int8_t *narrow = output;
  int16_t *wide = output;
  int32_t max = sl_softmax_max(input, p->depth);
  uint32_t sum = 0;  // Q12.19; in 2^19 ... 4095 * 2^19, as the largest input's exponential is 1
  for (uint32_t i = 0; i < p->depth; i++) {
    int32_t diff = input[i] - max;
    if (diff < p->diff_min) continue;
    sum += (uint32_t)sl_rounding_shift_right(sl_softmax_exp(p, diff), SL_SOFTMAX_SUM_BITS);
  }
  uint32_t headroom = 0;  // sum = (1 + fraction) * 2^(12 - headroom)
  for (; sum < 1u << 31; sum <<= 1) headroom++;
  int32_t reciprocal = sl_reciprocal_of_one_plus((int32_t)(sum - (1u << 31)));
  // from Q0.31 to units of 2^-bits, times the power of two in the sum; 23 ... 34, or 15 ... 26
  uint32_t shift = 31 - bits + SL_SOFTMAX_SUM_BITS - headroom;
  for (uint32_t i = 0; i < p->depth; i++) {
    int32_t diff = input[i] - max;
    if (bits == 8) {
      narrow[i] = INT8_MIN;
    } else {
      wide[i] = INT16_MIN;
    }
    // shifts above 31 would round every output to 0
    if (diff < p->diff_min || shift > 31) continue;
    int32_t share = sl_rounding_doubling_high_mul(reciprocal, sl_softmax_exp(p, diff));
    share = sl_rounding_shift_right(share, shift);
    if (bits == 8) {
      narrow[i] = sl_clamp_s8(share + INT8_MIN, INT8_MIN, INT8_MAX);
    } else {
      wide[i] = sl_saturate_s16(share + INT16_MIN);
    }
  }
}

#endif
