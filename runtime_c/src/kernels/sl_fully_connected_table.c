// SPDX-License-Identifier: Apache-2.0
// Each byte of the seed bits is a draw of four weights, looked up in a table: for four outputs at a
// time, so that every input is loaded once for four of them.
#include "sl_kernels_weighted.h"
#include "sl_lanes.h"

#if !SL_MVE  // which has mve/sl_mve_fully_connected_table.c

#define BLOCK 32u  // outputs whose sums wait on the stack; a multiple of 4

// Sums of outputs [first, first + count), count <= BLOCK.
static void sum_block(const sl_fully_connected_table_params *p, const sl_lane *lanes,
                      uint32_t first, uint32_t count, uint32_t *sums) {
  const uint32_t draws = p->draws;
  const uint8_t *row = p->stream + first * draws;
  const uint32_t fours = count / 4;
  if (fours) sl_multiply_draws(row, draws, draws, p->table.lanes, lanes, sums, fours);
  for (uint32_t i = 4 * fours; i < count; i++) {
    uint32_t same[4];  // the row four times: few layers get here
    sl_multiply_draws(row + i * draws, 0, draws, p->table.lanes, lanes, same, 1);
    sums[i] = same[0];
  }
}

SL_SHARED void sl_fully_connected_table_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_table_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_lane *lanes = (sl_lane *)(void *)frame->scratch;
  uint32_t sums[BLOCK];
  uint32_t inputs = p->draws * SL_QUAD;
  for (uint32_t row = 0; row < p->rows; row++, input += inputs, output += p->outputs) {
    sl_widen_less(input, p->draws, p->input_zp, lanes);
    for (uint32_t first = 0; first < p->outputs; first += BLOCK) {
      uint32_t count = p->outputs - first < BLOCK ? p->outputs - first : BLOCK;
      sum_block(p, lanes, first, count, sums);
      sl_outputs_of(&p->requantize, first, count, sums, output + first);
    }
  }
}

#endif
