// SPDX-License-Identifier: Apache-2.0
#include "sl_scatter.h"

#include <string.h>

SL_SHARED void sl_scatter_rows(const sl_scatter *scatter, const sl_frame *frame) {
  const sl_walk *walk = &scatter->walk;
  const int8_t *input = sl_operand_data(&scatter->input, frame);
  int8_t *output = sl_activation(scatter->output_offset, frame);
  uint32_t count = walk->extents[SL_WALK_ROW];
  uint32_t stride = walk->strides[SL_WALK_ROW];
  sl_walk_position position = sl_walk_start(walk);
  do {
    if (stride == 1) {
      memcpy(output + position.element, input, count);
    } else {
      for (uint32_t i = 0, at = position.element; i < count; i++, at += stride) {
        output[at] = input[i];
      }
    }
    input += count;
  } while (sl_walk_next_row(walk, &position));
}

SL_SHARED void sl_scatter_s8(const void *params, const sl_frame *frame) {
  const sl_scatter_params *p = params;
  for (uint32_t i = 0; i < p->count; i++) sl_scatter_rows(&p->scatters[i], frame);
}
