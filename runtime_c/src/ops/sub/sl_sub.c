// SPDX-License-Identifier: Apache-2.0
// tensorflow/lite/kernels/internal/reference/sub.h
#include "sl_sub.h"

#include "../../target/sl_fixedpoint.h"
#include "../binary/sl_binary.h"

// An input less its zero point, times `multiplier` * 2^shift, in units of 2^-SL_SUB_FRACTION_BITS.
static int32_t scaled(int8_t value, int8_t zp, int32_t multiplier, int8_t shift) {
  // |value - zp| < 2^8
  return sl_multiply_by_quantized_multiplier((value - zp) * (1 << SL_SUB_FRACTION_BITS), multiplier,
                                             shift);
}

static int8_t subtract(const void *params, int8_t a, int8_t b) {
  const sl_sub_params *p = params;
  // multipliers are at most 1/2: |each| < 2^27, |difference| < 2^28
  int32_t difference = scaled(a, p->a_zp, p->a_multiplier, p->a_shift) -
                       scaled(b, p->b_zp, p->b_multiplier, p->b_shift);
  int32_t output =
      sl_multiply_by_quantized_multiplier(difference, p->output_multiplier, p->output_shift);
  return sl_clamp_s8(output + p->output_zp, p->activation_min, p->activation_max);
}

SL_SHARED void sl_sub_s8(const void *params, const sl_frame *frame) {
  const sl_sub_params *p = params;
  sl_run_binary(&p->broadcast, sl_operand_data(&p->a, frame), sl_operand_data(&p->b, frame),
                sl_activation(p->output_offset, frame), subtract, p);
}
