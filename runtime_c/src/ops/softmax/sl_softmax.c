// SPDX-License-Identifier: Apache-2.0
#include "sl_softmax.h"

#include "../../target/sl_fixedpoint.h"
#include "../unary/sl_exponential.h"

#define INTEGER_BITS 5
#define SUM_INTEGER_BITS 12

// Returns exp(beta * scale * diff) as Q0.31, for diff_min <= diff <= 0.
static int32_t exp_of_diff(const sl_softmax_params *p, int32_t diff) {
  // |diff * 2^shift| <= 31 * 2^26; shift is never negative, so there is no second rounding
  int32_t scaled = sl_rounding_doubling_high_mul(diff * (int32_t)(1u << p->shift), p->multiplier);
  return sl_exp_of_negative(scaled, INTEGER_BITS);
}

static int32_t row_max(const int8_t *row, uint32_t depth) {
  int32_t max = row[0];
  for (uint32_t i = 1; i < depth; i++) max = row[i] > max ? row[i] : max;
  return max;
}

static void softmax_row(const sl_softmax_params *p, const int8_t *input, int8_t *output) {
  int32_t max = row_max(input, p->depth);
  uint32_t sum = 0;  // Q12.19; in 2^19 ... 4095 * 2^19, as the largest input's exponential is 1
  for (uint32_t i = 0; i < p->depth; i++) {
    int32_t diff = input[i] - max;
    if (diff < p->diff_min) continue;
    sum += (uint32_t)sl_rounding_shift_right(exp_of_diff(p, diff), SUM_INTEGER_BITS);
  }
  uint32_t headroom = 0;  // sum = (1 + fraction) * 2^(12 - headroom)
  for (; sum < 1u << 31; sum <<= 1) headroom++;
  int32_t reciprocal = sl_reciprocal_of_one_plus((int32_t)(sum - (1u << 31)));
  // from Q0.31 to units of 1/256, times the power of two in the sum; 23 ... 34
  uint32_t shift = 31 - 8 + SUM_INTEGER_BITS - headroom;
  for (uint32_t i = 0; i < p->depth; i++) {
    int32_t diff = input[i] - max;
    output[i] = INT8_MIN;
    // shifts above 31 would round every output to 0
    if (diff < p->diff_min || shift > 31) continue;
    int32_t share = sl_rounding_doubling_high_mul(reciprocal, exp_of_diff(p, diff));
    output[i] = sl_clamp_s8(sl_rounding_shift_right(share, shift) + INT8_MIN, INT8_MIN, INT8_MAX);
  }
}

SL_SHARED void sl_softmax_s8(const void *params, const sl_frame *frame) {
  const sl_softmax_params *p = params;
  const int8_t *input = sl_activation(p->elements.input_offset, frame);
  int8_t *output = sl_activation(p->elements.output_offset, frame);
  for (uint32_t at = 0; at < p->elements.count; at += p->depth) {
    softmax_row(p, input + at, output + at);
  }
}
