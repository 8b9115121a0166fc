// SPDX-License-Identifier: Apache-2.0
#include "sl_reduce_max.h"

// The larger of `most` and a row's values, all with flipped bits.
static int32_t row_maximum(const sl_reduce_max_params *p, const int8_t *input, uint32_t element,
                           int32_t most) {
  uint32_t stride = p->walk.strides[SL_WALK_ROW];
  for (uint32_t i = 0; i < p->walk.extents[SL_WALK_ROW]; i++, element += stride) {
    int32_t value = input[element] ^ p->flip;
    if (value > most) most = value;
  }
  return most;
}

SL_SHARED void sl_reduce_max_s8(const void *params, const sl_frame *frame) {
  const sl_reduce_max_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_walk_position position = sl_walk_start(&p->walk);
  for (uint32_t i = 0; i < p->output_count; i++) {
    int32_t most = INT8_MIN;
    for (uint32_t row = 0; row < p->rows; row++) {
      most = row_maximum(p, input, position.element, most);
      sl_walk_next_row(&p->walk, &position);
    }
    output[i] = (int8_t)(most ^ p->flip);
  }
}
