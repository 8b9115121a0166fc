// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED of any weights in any order. Every weight is drawn once (input-major: once for
// each row of inputs). Masked weights are skipped; so are, in input-major order, the weights of
// inputs at their zero point.
#include "../../target/sl_dot.h"
#include "sl_fully_connected.h"

#define CHUNK 64u  // weights, on the stack

typedef struct {
  const int8_t *weights;
  uint32_t first;  // flat index
  uint32_t count;  // 0: none left
} chunk;

// Returns the next weights before `end` that may be non-zero. Stored weights are not copied.
static chunk next_chunk(const sl_weights *weights, sl_cursor *cursor, uint32_t end,
                        int8_t *buffer) {
  chunk c = {buffer, cursor->index, 0};
  if (weights->stored) {
    c.weights = weights->stored + c.first;
    c.count = end - c.first;
    cursor->index = end;
  } else {
    c.count = sl_weights_next_run(weights, cursor, end, buffer, CHUNK, &c.first);
  }
  return c;
}

static void run_output_major(const sl_fully_connected_params *p, const int8_t *input,
                             int8_t *output, uint32_t *sums) {
  int8_t buffer[CHUNK];
  sl_cursor cursor = {0, 0};
  for (uint32_t o = 0; o < p->outputs; o++) {
    uint32_t begin = o * p->inputs;
    for (uint32_t row = 0; row < p->rows; row++) sums[row] = 0;
    for (;;) {
      chunk c = next_chunk(&p->weights, &cursor, begin + p->inputs, buffer);
      if (!c.count) break;
      const int8_t *under = input + (c.first - begin);
      for (uint32_t row = 0; row < p->rows; row++, under += p->inputs) {
        sums[row] += sl_dot_s8(c.weights, under, c.count, p->input_zp);
      }
    }
    sl_channel channel = sl_channel_of(&p->requantize, o);
    for (uint32_t row = 0; row < p->rows; row++) {
      output[row * p->outputs + o] = sl_output_of(&p->requantize, &channel, sums[row]);
    }
  }
}

// Adds one input's products to the accumulators of all outputs. value: input minus zero point.
static void add_input(const sl_fully_connected_params *p, uint32_t index, int32_t value,
                      sl_cursor *cursor, uint32_t *sums) {
  int8_t buffer[CHUNK];
  uint32_t begin = index * p->outputs;
  sl_weights_seek(&p->weights, cursor, begin);
  for (;;) {
    chunk c = next_chunk(&p->weights, cursor, begin + p->outputs, buffer);
    if (!c.count) return;
    uint32_t *sum = sums + (c.first - begin);
    for (uint32_t i = 0; i < c.count; i++) sum[i] += (uint32_t)(c.weights[i] * value);
  }
}

static void run_input_major_row(const sl_fully_connected_params *p, const int8_t *input,
                                int8_t *output, uint32_t *sums) {
  sl_cursor cursor = {0, 0};
  for (uint32_t o = 0; o < p->outputs; o++) sums[o] = 0;
  for (uint32_t i = 0; i < p->inputs; i++) {
    int32_t value = input[i] - p->input_zp;
    if (value) add_input(p, i, value, &cursor, sums);  // otherwise its weights are not drawn
  }
  for (uint32_t o = 0; o < p->outputs; o++) {
    sl_channel channel = sl_channel_of(&p->requantize, o);
    output[o] = sl_output_of(&p->requantize, &channel, sums[o]);
  }
}

SL_SHARED void sl_fully_connected_generic_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  uint32_t *sums = (uint32_t *)(void *)frame->scratch;
  if (!p->weights.input_major) {
    run_output_major(p, input, output, sums);
    return;
  }
  for (uint32_t row = 0; row < p->rows; row++) {
    run_input_major_row(p, input + row * p->inputs, output + row * p->outputs, sums);
  }
}
