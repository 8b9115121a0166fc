// SPDX-License-Identifier: Apache-2.0
#include "sl_logistic.h"

#include "../../target/sl_fixedpoint.h"
#include "../unary/sl_exponential.h"

#define INTEGER_BITS 4
#define OUTPUT_ZERO_POINT (-128)

// Returns 1 / (1 + exp(-x)) as Q0.31, for x as Q4.27, |x| < 15 (gemmlowp's logistic).
static int32_t sigmoid(int32_t x) {
  if (x == 0) return 1 << 30;
  int32_t positive = sl_reciprocal_of_one_plus(sl_exp_of_negative(x > 0 ? -x : x, INTEGER_BITS));
  return x > 0 ? positive : INT32_MAX - positive;
}

static int8_t logistic(const sl_logistic_params *p, int8_t value) {
  int32_t input = value - p->input_zp;
  if (input <= -p->radius) return INT8_MIN;
  if (input >= p->radius) return INT8_MAX;
  // |input * 2^shift| < 15 * 2^27
  int32_t scaled = sl_multiply_by_quantized_multiplier(input, p->multiplier, p->shift);
  int32_t output = sl_rounding_shift_right(sigmoid(scaled), 23);  // of 0 ... 256
  return sl_clamp_s8(output + OUTPUT_ZERO_POINT, INT8_MIN, INT8_MAX);
}

SL_SHARED void sl_logistic_s8(const void *params, const sl_frame *frame) {
  const sl_logistic_params *p = params;
  const int8_t *input = sl_activation(p->elements.input_offset, frame);
  int8_t *output = sl_activation(p->elements.output_offset, frame);
  for (uint32_t i = 0; i < p->elements.count; i++) output[i] = logistic(p, input[i]);
}
