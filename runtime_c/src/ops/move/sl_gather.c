// SPDX-License-Identifier: Apache-2.0
#include "sl_gather.h"

#include <string.h>

static void gather(const sl_gather *gather, const sl_frame *frame) {
  const sl_walk *walk = &gather->walk;
  const int8_t *input = sl_activation(gather->input_offset, frame);
  int8_t *output = sl_activation(gather->output_offset, frame);
  uint32_t count = walk->extents[SL_WALK_ROW];
  uint32_t stride = walk->strides[SL_WALK_ROW];
  sl_walk_position position = sl_walk_start(walk);
  do {
    if (stride == 1) {
      memcpy(output, input + position.element, count);
    } else {
      for (uint32_t i = 0, at = position.element; i < count; i++, at += stride) {
        output[i] = input[at];
      }
    }
    output += count;
  } while (sl_walk_next_row(walk, &position));
}

SL_SHARED void sl_gather_s8(const void *params, const sl_frame *frame) {
  const sl_gather_params *p = params;
  for (uint32_t i = 0; i < p->count; i++) gather(&p->gathers[i], frame);
}
