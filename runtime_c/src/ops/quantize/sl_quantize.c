// SPDX-License-Identifier: Apache-2.0
#include "sl_quantize.h"

#include "../../target/sl_fixedpoint.h"

SL_SHARED void sl_quantize_s8(const void *params, const sl_frame *frame) {
  const sl_quantize_params *p = params;
  const int8_t *input = sl_activation(p->elements.input_offset, frame);
  int8_t *output = sl_activation(p->elements.output_offset, frame);
  for (uint32_t i = 0; i < p->elements.count; i++) {
    // |input - zp| <= 255 and the multiplier is below 2^22: |scaled| < 2^30
    int32_t scaled =
        sl_multiply_by_quantized_multiplier(input[i] - p->input_zp, p->multiplier, p->shift);
    output[i] = sl_clamp_s8(scaled + p->output_zp, p->output_min, INT8_MAX);
  }
}
