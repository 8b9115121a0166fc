// SPDX-License-Identifier: Apache-2.0
// As sl_fully_connected_table.c, where a bit of a mask says for every four weights whether they are
// zero: such ones have no byte in the seed bits, and cost nothing but their bit.
#include "sl_kernels_weighted.h"
#include "sl_live.h"

#define BLOCK 32u  // outputs whose sums wait on the stack

SL_SHARED void sl_fully_connected_masked_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_table_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_lane *lanes = (sl_lane *)(void *)frame->scratch;
  uint32_t sums[BLOCK], row_bytes = p->draws / 8;
  for (uint32_t row = 0; row < p->rows; row++, input += p->draws * SL_QUAD, output += p->outputs) {
    const uint8_t *stream = p->stream, *mask = p->mask;
    sl_widen_less(input, p->draws, p->input_zp, lanes);
    for (uint32_t first = 0; first < p->outputs; first += BLOCK) {
      uint32_t count = p->outputs - first < BLOCK ? p->outputs - first : BLOCK;
      stream = sl_multiply_live_draws(mask, row_bytes, count, stream, p->table.lanes, lanes, sums);
      mask += count * row_bytes;
      sl_outputs_of(&p->requantize, first, count, sums, output + first);
    }
  }
}
