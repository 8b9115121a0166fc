// SPDX-License-Identifier: Apache-2.0
#include "../../target/sl_fixedpoint.h"
#include "sl_quantize.h"

static int32_t limit(int32_t x, int32_t low, int32_t high) {
  return x < low ? low : x > high ? high : x;
}

SL_SHARED void sl_quantize_wide(const void *params, const sl_frame *frame) {
  const sl_quantize_wide_params *p = params;
  const uint8_t *input = frame->arena + p->elements.input_offset;
  uint8_t *output = frame->arena + p->elements.output_offset;
  for (uint32_t i = 0; i < p->elements.count; i++) {
    int32_t value = p->input_bytes == 1 ? ((const int8_t *)input)[i]
                                        : ((const int16_t *)(const void *)input)[i];
    // |scaled| < 2^30, as preparation limits the shift
    int32_t scaled =
        sl_multiply_by_quantized_multiplier(value - p->input_zp, p->multiplier, p->shift);
    scaled += p->output_zp;
    if (p->output_bytes == 1) {
      ((int8_t *)output)[i] = (int8_t)limit(scaled, INT8_MIN, INT8_MAX);
    } else if (p->output_bytes == 2) {
      ((int16_t *)(void *)output)[i] = (int16_t)limit(scaled, INT16_MIN, INT16_MAX);
    } else {
      ((int32_t *)(void *)output)[i] = scaled;
    }
  }
}
