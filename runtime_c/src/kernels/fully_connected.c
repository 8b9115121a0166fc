// Inputs are widened once; every weight is read, or drawn, once for each row of inputs.
#include "kernels_weighted.h"
#include "lanes.h"

#if !SL_MVE  // which has mve/fully_connected_vectors.c

#define CHUNK 64u  // weights, on the stack; a multiple of SL_QUAD

static uint32_t sum_of_drawn(const sl_fully_connected_params *p, sl_cursor *cursor, uint32_t output,
                             const sl_lane *lanes) {
  int8_t weights[CHUNK];
  uint32_t sum = 0;
  for (uint32_t i = 0; i < p->inputs; i += CHUNK) {
    uint32_t count = p->inputs - i < CHUNK ? p->inputs - i : CHUNK;
    sl_weights_read(&p->weights, cursor, output * p->inputs + i, count, weights);
    sum = sl_multiply_row(weights, lanes + i, count, sum);
  }
  return sum;
}

void sl_fully_connected_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_lane *lanes = (sl_lane *)(void *)frame->scratch;
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs) {
    const int8_t *stored = p->weights.stored;
    sl_cursor cursor = {0, 0};
    sl_widen_row(input, p->inputs, p->input_zp, lanes);
    for (uint32_t o = 0; o < p->outputs; o++) {
      sl_channel channel = sl_channel_of(&p->requantize, o);
      uint32_t sum;
      if (stored) {
        sum = sl_multiply_row(stored, lanes, p->inputs, 0);
        stored += p->inputs;
      } else {
        sum = sum_of_drawn(p, &cursor, o, lanes);
      }
      *output++ = sl_output_of(&p->requantize, &channel, sum);
    }
  }
}

#endif
