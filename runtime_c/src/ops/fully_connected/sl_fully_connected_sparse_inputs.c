// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED of draws of four values in input-major order. Weights of inputs at their zero
// point are not drawn. The other inputs are added in pairs, which share the loads of the
// accumulators.
#include "../weighted/sl_columns.h"
#include "sl_fully_connected.h"

// Adds the products of all inputs of a row to the accumulators.
static void add_row(const sl_fully_connected_params *p, const int8_t *input, uint32_t *sums) {
  const uint32_t draws = p->outputs / SL_QUAD;
  const uint8_t *column = p->weights.stream, *waiting = column;
  int32_t value = 0;  // of the pair's first input; 0: there is none yet
  for (const int8_t *end = input + p->inputs; input < end; input++, column += draws) {
    int32_t other = *input - p->input_zp;
    if (!other) continue;
    if (value) {
      sl_add_columns(waiting, value, column, other, draws, sums);
      value = 0;
    } else {
      waiting = column;
      value = other;
    }
  }
  if (value) sl_add_columns(waiting, value, waiting, 0, draws, sums);
}

SL_SHARED void sl_fully_connected_sparse_inputs_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  uint32_t *sums = (uint32_t *)(void *)frame->scratch;
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs, output += p->outputs) {
    int32_t sum = 0;
    for (uint32_t i = 0; SL_COLUMN_BIAS && i < p->inputs; i++) sum += input[i] - p->input_zp;
    for (uint32_t o = 0; o < p->outputs; o++) sums[o] = 0u - SL_COLUMN_BIAS * (uint32_t)sum;
    add_row(p, input, sums);
    sl_outputs_of(&p->requantize, 0, p->outputs, sums, output);
  }
}
