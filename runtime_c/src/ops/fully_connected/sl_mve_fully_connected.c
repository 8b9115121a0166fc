// SPDX-License-Identifier: Apache-2.0
// sl_fully_connected.c in vectors of 16 weights. Inputs stay in place; scratch holds weights.
#include "sl_fully_connected.h"

#if SL_MVE
#include "../../target/sl_mve_lanes.h"

#define BLOCK 32u  // outputs whose accumulators are on the stack

// Returns the sum of weight * (input - zero point).
static uint32_t multiply(const int8_t *weights, const int8_t *inputs, uint32_t count,
                         int32_t input_zp) {
  int32_t products = 0, sum = 0;
  for (uint32_t vectors = count / SL_VECTOR; vectors > 0; vectors--) {
    int8x16_t some = vldrbq_s8(weights);
    products = vmladavaq_s8(products, some, vldrbq_s8(inputs));
    sum = vaddvaq_s8(sum, some);
    weights += SL_VECTOR;
    inputs += SL_VECTOR;
  }
  if (count % SL_VECTOR) {
    mve_pred16_t valid = vctp8q(count % SL_VECTOR);
    int8x16_t some = vldrbq_z_s8(weights, valid);
    products = vmladavaq_s8(products, some, vldrbq_z_s8(inputs, valid));
    sum = vaddvaq_s8(sum, some);
  }
  return (uint32_t)products - (uint32_t)sum * (uint32_t)input_zp;  // modulo 2^32
}

static const int8_t *weights_of(const sl_fully_connected_params *p, uint32_t output,
                                sl_cursor *cursor, int8_t *scratch) {
  if (p->weights.stored) return p->weights.stored + output * p->inputs;
  sl_weights_read(&p->weights, cursor, output * p->inputs, p->inputs, scratch);
  return scratch;
}

SL_SHARED void sl_fully_connected_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  uint32_t sums[BLOCK];
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs, output += p->outputs) {
    sl_cursor cursor = {0, 0};
    for (uint32_t first = 0; first < p->outputs; first += BLOCK) {
      uint32_t count = p->outputs - first < BLOCK ? p->outputs - first : BLOCK;
      for (uint32_t i = 0; i < count; i++) {
        const int8_t *weights = weights_of(p, first + i, &cursor, (int8_t *)frame->scratch);
        sums[i] = multiply(weights, input, p->inputs, p->input_zp);
      }
      sl_outputs_of(&p->requantize, first, count, sums, output + first);
    }
  }
}

#endif
