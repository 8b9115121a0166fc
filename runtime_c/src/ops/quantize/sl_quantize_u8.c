// SPDX-License-Identifier: Apache-2.0
#include "../../target/sl_fixedpoint.h"
#include "sl_quantize.h"

SL_SHARED void sl_quantize_u8(const void *params, const sl_frame *frame) {
  const sl_quantize_u8_params *p = params;
  const sl_quantize_params *q = &p->quantize;
  const uint8_t *input = frame->arena + q->elements.input_offset;
  uint8_t *output = frame->arena + q->elements.output_offset;
  for (uint32_t i = 0; i < q->elements.count; i++) {
    int32_t value = (int8_t)(input[i] ^ p->input_flip) - q->input_zp;
    // |value| <= 255 and the multiplier is below 2^22: |scaled| < 2^30
    int32_t scaled = sl_multiply_by_quantized_multiplier(value, q->multiplier, q->shift);
    int8_t result = sl_clamp_s8(scaled + q->output_zp, q->output_min, INT8_MAX);
    output[i] = (uint8_t)result ^ p->output_flip;
  }
}
