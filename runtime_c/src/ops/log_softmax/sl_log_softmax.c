// SPDX-License-Identifier: Apache-2.0
// Qm.n is an int32 with m integer and n = 31 - m fraction bits.
#include "sl_log_softmax.h"

#include "../../target/sl_fixedpoint.h"
#include "../unary/sl_exponential.h"

#define INTEGER_BITS 5
#define SUM_INTEGER_BITS 12
#define LOG_INTEGER_BITS 6  // of a logarithm while it is summed
#define OUTPUT_FRACTION_BITS 4

#define Q25_QUARTER (1 << 23)
#define Q31_LOG_2 1488522236
#define Q31_ROOT_OF_HALF 1518500250
#define Q31_FOURTH_ROOT_OF_HALF 1805811301
// of the quotient of polynomials that approximates the logarithm between 2^-1/2 and 1
#define Q31_ALPHA_N 117049297
#define Q31_ALPHA_D 127690142
#define Q31_ALPHA_I 1057819769
#define Q31_ALPHA_F 638450708

static int32_t times(int32_t a, int32_t b) {
  return sl_rounding_doubling_high_mul(a, b);
}

// The number of zeros above the highest bit of x > 0.
static int32_t leading_zeros(int32_t x) {
  int32_t zeros = 0;
  for (uint32_t bits = (uint32_t)x; !(bits >> 31); bits <<= 1) zeros++;
  return zeros;
}

// x * 2^bits for x > 0, saturated.
static int32_t shifted_left(int32_t x, int32_t bits) {
  if (bits <= 0) return x;  // never below 0, which static analysis does not see
  return x > INT32_MAX >> bits ? INT32_MAX : x * (1 << bits);
}

// log(r) as a part of log(r * 2^power), Q6.25, for r from 2^-1/2 to 1, Q0.31.
static int32_t log_of_fraction(int32_t r) {
  // |q| < 0.33, the denominator is in [0, 1)
  int32_t p = (int32_t)(((int64_t)r + Q31_FOURTH_ROOT_OF_HALF + 1) / 2);
  int32_t q = 2 * (r - Q31_FOURTH_ROOT_OF_HALF);
  int32_t square = times(q, q);
  int32_t numerator = times(q, r) + times(times(q, square), Q31_ALPHA_N);
  int32_t denominator =
      times(p, Q31_ALPHA_I + q + times(Q31_ALPHA_D, square)) + times(Q31_ALPHA_F, q);
  return times(sl_rounding_shift_right(numerator, LOG_INTEGER_BITS),
               sl_reciprocal_of_one_plus(denominator));
}

// Returns log(x) as Q5.26, for x >= 1 as Q12.19. x is a fraction times a power of two in two ways,
// of which the one with the smaller fraction serves; powers are in quarters between them.
static int32_t log_of(int32_t x) {
  int32_t zeros = leading_zeros(x);
  int32_t r_a = shifted_left(times(shifted_left(x, zeros - 1), Q31_ROOT_OF_HALF), 1);
  int32_t power_a = (SUM_INTEGER_BITS - zeros) * (1 << 25) + Q25_QUARTER;
  int32_t headroom = leading_zeros(times(x, Q31_ROOT_OF_HALF)) - 1;
  int32_t r_b = shifted_left(x, headroom);
  int32_t power_b = (SUM_INTEGER_BITS - headroom) * (1 << 25) - Q25_QUARTER;
  int32_t sum = times(power_a > power_b ? power_a : power_b, Q31_LOG_2) +
                log_of_fraction(r_a < r_b ? r_a : r_b);
  return sum * 2;  // |log| < 9
}

// Returns scale * diff as Q5.26, for diff_min <= diff <= 0: |diff * 2^shift| <= 31 * 2^26.
static int32_t scaled(const sl_log_softmax_params *p, int32_t diff) {
  return times(diff * (int32_t)(1u << p->shift), p->multiplier);
}

static void log_softmax_row(const sl_log_softmax_params *p, const int8_t *input, int8_t *output) {
  int32_t max = INT8_MIN, sum = 0;  // Q12.19; at least 2^19
  for (uint32_t i = 0; i < p->depth; i++) max = input[i] > max ? input[i] : max;
  for (uint32_t i = 0; i < p->depth; i++) {
    int32_t diff = input[i] - max;
    if (diff < p->diff_min) continue;
    sum += sl_rounding_shift_right(sl_exp_of_negative(scaled(p, diff), INTEGER_BITS),
                                   SUM_INTEGER_BITS);
  }
  const int32_t log_sum = log_of(sum);
  // differences below it would leave the range
  int32_t least =
      sl_multiply_by_quantized_multiplier(log_sum + INT32_MIN, p->inverse, p->inverse_shift);
  if (least < p->diff_min - 1) least = p->diff_min - 1;
  for (uint32_t i = 0; i < p->depth; i++) {
    int32_t diff = input[i] - max;
    output[i] = INT8_MIN;
    if (diff <= least) continue;
    int32_t log_share = sl_rounding_shift_right(scaled(p, diff) - log_sum,
                                                31 - INTEGER_BITS - OUTPUT_FRACTION_BITS);
    output[i] = sl_clamp_s8(log_share + INT8_MAX, INT8_MIN, INT8_MAX);
  }
}

SL_SHARED void sl_log_softmax_s8(const void *params, const sl_frame *frame) {
  const sl_log_softmax_params *p = params;
  const int8_t *input = sl_activation(p->elements.input_offset, frame);
  int8_t *output = sl_activation(p->elements.output_offset, frame);
  for (uint32_t at = 0; at < p->elements.count; at += p->depth) {
    log_softmax_row(p, input + at, output + at);
  }
}
