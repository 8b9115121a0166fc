// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED of draws of four values with a mask of groups of four. A zero group has no draw
// and costs only its mask bit.
#include "../weighted/sl_live_draws.h"
#include "sl_fully_connected.h"

#define BLOCK 32u  // outputs whose accumulators are on the stack

SL_SHARED void sl_fully_connected_sparse_groups_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_lane *lanes = (sl_lane *)(void *)frame->scratch;
  const uint32_t quads = p->inputs / SL_QUAD;
  uint32_t sums[BLOCK];
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs, output += p->outputs) {
    const uint8_t *draws = p->weights.stream, *mask = p->weights.mask;
    sl_widen_less(input, quads, p->input_zp, lanes);
    for (uint32_t first = 0; first < p->outputs; first += BLOCK) {
      uint32_t count = p->outputs - first < BLOCK ? p->outputs - first : BLOCK;
      draws = sl_multiply_live_draws(mask, quads / 8, count, draws, lanes, sums);
      mask += count * (quads / 8);
      sl_outputs_of(&p->requantize, first, count, sums, output + first);
    }
  }
}
