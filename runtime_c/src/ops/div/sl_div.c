// SPDX-License-Identifier: Apache-2.0
// tensorflow/lite/kernels/internal/reference/div.h. TFLM's result is undefined where it divides by
// zero, and where it shifts by more than 31 bits; there the quotient is below 1/2, which is 0.
#include "sl_div.h"

#include "../../target/sl_fixedpoint.h"
#include "../binary/sl_binary.h"
#include "../unary/sl_exponential.h"

// The quotient in steps of the output; 0 < b <= 255, |a| <= 255.
static int32_t quotient_of(const sl_div_params *p, int32_t a, int32_t b) {
  int32_t integer_bits = 0, headroom = 31;
  while (b >> (integer_bits + 1)) integer_bits++;
  for (int32_t rest = a < 0 ? ~a : a; rest; rest >>= 1) headroom--;  // unused bits of a, 23 ... 31
  // b / 2^integer_bits - 1, Q0.31
  int32_t fraction = (int32_t)(((uint32_t)b << (31 - integer_bits)) - (1u << 31));
  int32_t scaled = sl_rounding_doubling_high_mul((int32_t)((uint32_t)a << headroom),
                                                 sl_reciprocal_of_one_plus(fraction));
  int32_t right = integer_bits + headroom - p->shift;
  if (right > 31) return 0;
  return sl_rounding_shift_right(sl_rounding_doubling_high_mul(scaled, p->multiplier),
                                 (uint32_t)right);
}

static int8_t divide(const void *params, int8_t a, int8_t b) {
  const sl_div_params *p = params;
  int32_t dividend = a - p->a_zp, divisor = b - p->b_zp;
  if (divisor < 0) {
    dividend = -dividend;
    divisor = -divisor;
  }
  int32_t quotient = dividend > 0 ? INT16_MAX : dividend < 0 ? INT16_MIN : 0;
  if (divisor) quotient = quotient_of(p, dividend, divisor);
  // |quotient| may come close to 2^31: add modulo 2^32, as TFLM does
  quotient = (int32_t)((uint32_t)quotient + (uint32_t)(int32_t)p->output_zp);
  return sl_clamp_s8(quotient, p->activation_min, p->activation_max);
}

SL_SHARED void sl_div_s8(const void *params, const sl_frame *frame) {
  const sl_div_params *p = params;
  sl_run_binary(&p->broadcast, sl_operand_data(&p->a, frame), sl_operand_data(&p->b, frame),
                sl_activation(p->output_offset, frame), divide, p);
}
