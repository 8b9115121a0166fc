// SPDX-License-Identifier: Apache-2.0
// tensorflow/lite/micro/kernels/squared_difference.cc
#include "../../target/sl_fixedpoint.h"
#include "../binary/sl_binary.h"
#include "sl_sub.h"

// An input less its zero point, times `multiplier` * 2^shift, in units of 2^-7.
static int32_t scaled(int8_t value, int8_t zp, int32_t multiplier, int8_t shift) {
  // |value - zp| < 2^8
  int32_t fixed = (value - zp) * (1 << SL_SQUARED_DIFFERENCE_FRACTION_BITS);
  return sl_multiply_by_quantized_multiplier(fixed, multiplier, shift);
}

static int8_t squared_difference(const void *params, int8_t a, int8_t b) {
  const sl_sub_params *p = params;
  // multipliers are at most 1/2: |each| < 2^14, |difference| < 2^15
  int32_t difference = scaled(a, p->a_zp, p->a_multiplier, p->a_shift) -
                       scaled(b, p->b_zp, p->b_multiplier, p->b_shift);
  int32_t output = sl_multiply_by_quantized_multiplier(difference * difference,
                                                       p->output_multiplier, p->output_shift);
  // |output| may come close to 2^31: add modulo 2^32, as TFLM does
  output = (int32_t)((uint32_t)output + (uint32_t)(int32_t)p->output_zp);
  return sl_clamp_s8(output, p->activation_min, p->activation_max);
}

SL_SHARED void sl_squared_difference_s8(const void *params, const sl_frame *frame) {
  const sl_sub_params *p = params;
  sl_run_binary(&p->broadcast, sl_operand_data(&p->a, frame), sl_operand_data(&p->b, frame),
                sl_activation(p->output_offset, frame), squared_difference, p);
}
