// SPDX-License-Identifier: Apache-2.0
#include "../target/sl_shared.h"
#include "sl_weights.h"

#define RUN 64u  // weights that are drawn at once to be transposed

// Writes weights whose record goes through a dense layer input by input.
static void expand_transposed(const sl_weights *weights, int8_t *out) {
  const uint32_t outputs = weights->row_length, inputs = weights->count / outputs;
  sl_cursor cursor = {0, 0};
  int8_t run[RUN];
  uint32_t row = 0, column = 0;
  for (uint32_t begin = 0; begin < weights->count; begin += RUN) {
    const uint32_t left = weights->count - begin;
    const uint32_t count = left < RUN ? left : RUN;
    sl_weights_read(weights, &cursor, begin, count, run);
    for (uint32_t i = 0; i < count; i++) {
      out[row * inputs + column] = run[i];
      if (++row == outputs) {
        row = 0;
        column++;
      }
    }
  }
}

SL_SHARED void sl_weights_expand(const sl_weights *weights, int8_t *out) {
  sl_cursor cursor = {0, 0};
  if (weights->input_major) {
    expand_transposed(weights, out);
  } else {
    sl_weights_read(weights, &cursor, 0, weights->count, out);
  }
}
