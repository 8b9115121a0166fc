// SPDX-License-Identifier: Apache-2.0
#include "sl_arg_max.h"

static int32_t first_largest(const sl_arg_max_params *p, const int8_t *values) {
  int32_t place = 0, most = values[0] ^ p->flip;
  for (uint32_t i = 1; i < p->depth; i++) {
    int32_t value = values[i * p->inner] ^ p->flip;
    if (value <= most) continue;
    most = value;
    place = (int32_t)i;
  }
  return place;
}

SL_SHARED void sl_arg_max_s8(const void *params, const sl_frame *frame) {
  const sl_arg_max_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  // offsets are multiples of 4
  int32_t *output = (int32_t *)(void *)sl_activation(p->output_offset, frame);
  for (uint32_t i = 0; i < p->outer; i++, input += p->depth * p->inner) {
    for (uint32_t j = 0; j < p->inner; j++) *output++ = first_largest(p, input + j);
  }
}
