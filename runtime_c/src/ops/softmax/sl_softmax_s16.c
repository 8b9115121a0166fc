// SPDX-License-Identifier: Apache-2.0
#include "sl_softmax_row.h"

SL_SHARED void sl_softmax_s16(const void *params, const sl_frame *frame) {
  const sl_softmax_params *p = params;
  const int8_t *input = sl_activation(p->elements.input_offset, frame);
  int16_t *output = (int16_t *)(void *)(frame->arena + p->elements.output_offset);
  for (uint32_t at = 0; at < p->elements.count; at += p->depth) {
    sl_softmax_row(p, input + at, output + at, 16);
  }
}
