// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED of any weights in output-major order. A row of inputs is widened once; every
// weight is read, or drawn, once for each row.
#include "sl_fully_connected.h"

#include "../../target/sl_lanes.h"

#if !SL_MVE  // MVE: sl_mve_fully_connected.c

#define CHUNK 64u  // weights, on the stack; a multiple of SL_QUAD

// Returns the dot product of an output's weights and the lanes. Stored weights are one chunk.
static uint32_t sum_of(const sl_fully_connected_params *p, sl_cursor *cursor, uint32_t output,
                       const sl_lane *lanes) {
  int8_t drawn[CHUNK];
  const uint32_t most = p->weights.stored ? p->inputs : CHUNK;
  uint32_t sum = 0;
  for (uint32_t i = 0; i < p->inputs; i += most) {
    const uint32_t first = output * p->inputs + i;
    const uint32_t count = p->inputs - i < most ? p->inputs - i : most;
    const int8_t *weights = drawn;
    if (p->weights.stored) {
      weights = p->weights.stored + first;
    } else {
      sl_weights_read(&p->weights, cursor, first, count, drawn);
    }
    sum = sl_multiply_row(weights, lanes + i, count, sum);
  }
  return sum;
}

SL_SHARED void sl_fully_connected_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_lane *lanes = (sl_lane *)(void *)frame->scratch;
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs) {
    sl_cursor cursor = {0, 0};
    sl_widen_row(input, p->inputs, p->input_zp, lanes);
    for (uint32_t o = 0; o < p->outputs; o++) {
      sl_channel channel = sl_channel_of(&p->requantize, o);
      *output++ = sl_output_of(&p->requantize, &channel, sum_of(p, &cursor, o, lanes));
    }
  }
}

#endif
