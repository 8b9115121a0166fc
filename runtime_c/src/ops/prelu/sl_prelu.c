// SPDX-License-Identifier: Apache-2.0
// tensorflow/lite/kernels/internal/reference/prelu.h
#include "sl_prelu.h"

#include "../../target/sl_fixedpoint.h"
#include "../binary/sl_binary.h"

static int8_t prelu(const void *params, int8_t a, int8_t b) {
  const sl_prelu_params *p = params;
  int32_t value = a - p->a_zp, output;
  if (value >= 0) {
    // value <= 255 and the multiplier is below 2^22
    output = sl_multiply_by_quantized_multiplier(value, p->multiplier, p->shift);
  } else {
    // |product| <= 255 * 255 and the multiplier is below 2^14
    output = sl_multiply_by_quantized_multiplier(value * (b - p->b_zp), p->slope_multiplier,
                                                 p->slope_shift);
  }
  return sl_clamp_s8(output + p->output_zp, INT8_MIN, INT8_MAX);
}

SL_SHARED void sl_prelu_s8(const void *params, const sl_frame *frame) {
  const sl_prelu_params *p = params;
  sl_run_binary(&p->broadcast, sl_operand_data(&p->a, frame), sl_operand_data(&p->b, frame),
                sl_activation(p->output_offset, frame), prelu, p);
}
