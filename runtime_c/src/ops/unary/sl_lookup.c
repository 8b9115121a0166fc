// SPDX-License-Identifier: Apache-2.0
#include "sl_lookup.h"

SL_SHARED void sl_lookup_s8(const void *params, const sl_frame *frame) {
  const sl_lookup_params *p = params;
  const int8_t *zero = p->table + 128;
  const int8_t *input = sl_activation(p->elements.input_offset, frame);
  int8_t *output = sl_activation(p->elements.output_offset, frame);
  for (uint32_t i = 0; i < p->elements.count; i++) output[i] = zero[input[i]];
}
