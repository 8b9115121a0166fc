// SPDX-License-Identifier: Apache-2.0
#include "../../target/sl_fixedpoint.h"
#include "sl_relu.h"

SL_SHARED void sl_relu6_s8(const void *params, const sl_frame *frame) {
  const sl_relu6_params *p = params;
  const int8_t *input = sl_activation(p->elements.input_offset, frame);
  int8_t *output = sl_activation(p->elements.output_offset, frame);
  for (uint32_t i = 0; i < p->elements.count; i++) {
    output[i] = sl_clamp_s8(input[i], p->min, p->max);
  }
}
