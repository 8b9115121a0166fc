#include "scatter.h"

#include <string.h>

void sl_scatter_rows(const sl_scatter *scatter, const sl_frame *frame) {
  const sl_walk *walk = &scatter->walk;
  const int8_t *input = sl_operand_data(&scatter->input, frame);
  int8_t *output = sl_activation(scatter->output_offset, frame);
  uint32_t count = walk->extents[SL_WALK_ROW];
  sl_walk_position position = sl_walk_start(walk);
  do {
    memcpy(output + position.element, input, count);
    input += count;
  } while (sl_walk_next_row(walk, &position));
}

void sl_scatter_s8(const void *params, const sl_frame *frame) {
  const sl_scatter_params *p = params;
  for (uint32_t i = 0; i < p->count; i++) sl_scatter_rows(&p->scatters[i], frame);
}
