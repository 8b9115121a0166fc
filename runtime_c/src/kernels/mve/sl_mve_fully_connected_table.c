// SPDX-License-Identifier: Apache-2.0
// As ../sl_fully_connected_table.c: four bytes of the seed bits gather 16 weights from the table.
#include "../sl_kernels_weighted.h"

#if SL_MVE
#include "sl_mve_lanes.h"
#include "sl_mve_requantize.h"

#define BLOCK 32u  // outputs whose sums wait on the stack; a multiple of 2
#define DRAWS 4u   // in a vector of weights

// Copies inputs in the table's order; as many as fill vectors, those beyond `count` being zero.
static void reorder(const int8_t *inputs, uint32_t count, int8_t *out) {
  static const uint8_t order[SL_VECTOR] = {0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15};
  const uint8x16_t places = vldrbq_u8(order);
  for (uint32_t i = 0; i < count; i += SL_VECTOR) {
    vstrbq_s8(out + i, vldrbq_gather_offset_z_s8(inputs + i, places, vctp8q(count - i)));
  }
}

// Of an output: sums of the weights' products with the inputs, and of the weights alone.
typedef struct {
  int32_t products, weights;
} row_sums;

static inline row_sums add_weights(row_sums sums, int32x4_t quads, int8x16_t inputs) {
  int8x16_t weights = vreinterpretq_s8_s32(quads);
  sums.products = vmladavaq_s8(sums.products, weights, inputs);
  sums.weights = vaddvaq_s8(sums.weights, weights);
  return sums;
}

// Sums of two outputs, whose draws are `stride` bytes apart, with the inputs less their zero point.
static void sum_pair(const sl_fully_connected_table_params *p, const uint8_t *draws_a,
                     uint32_t stride, const int8_t *inputs, uint32_t *out_sums) {
  const int32_t *table = (const int32_t *)(const void *)p->table.lanes;
  const uint8_t *draws_b = draws_a + stride;
  const uint32_t rest = p->draws % DRAWS;
  row_sums a = {0, 0}, b = {0, 0};
  for (uint32_t vectors = p->draws / DRAWS; vectors > 0; vectors--) {
    int8x16_t some = vldrbq_s8(inputs);
    a = add_weights(a, vldrwq_gather_shifted_offset_s32(table, vldrbq_u32(draws_a)), some);
    b = add_weights(b, vldrwq_gather_shifted_offset_s32(table, vldrbq_u32(draws_b)), some);
    draws_a += DRAWS;
    draws_b += DRAWS;
    inputs += SL_VECTOR;
  }
  if (rest) {
    mve_pred16_t valid = vctp32q(rest);
    int8x16_t some = vldrbq_s8(inputs);
    uint32x4_t of_a = vldrbq_z_u32(draws_a, valid), of_b = vldrbq_z_u32(draws_b, valid);
    a = add_weights(a, vldrwq_gather_shifted_offset_z_s32(table, of_a, valid), some);
    b = add_weights(b, vldrwq_gather_shifted_offset_z_s32(table, of_b, valid), some);
  }
  // modulo 2^32, as all sums are
  out_sums[0] = (uint32_t)a.products - (uint32_t)a.weights * (uint32_t)p->input_zp;
  out_sums[1] = (uint32_t)b.products - (uint32_t)b.weights * (uint32_t)p->input_zp;
}

SL_SHARED void sl_fully_connected_table_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_table_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  int8_t *reordered = (int8_t *)frame->scratch;
  uint32_t sums[BLOCK], inputs = p->draws * SL_QUAD;
  for (uint32_t row = 0; row < p->rows; row++, input += inputs, output += p->outputs) {
    const uint8_t *draws = p->stream;
    reorder(input, inputs, reordered);
    for (uint32_t first = 0; first < p->outputs; first += BLOCK) {
      uint32_t count = p->outputs - first < BLOCK ? p->outputs - first : BLOCK;
      for (uint32_t i = 0; i < count; i += 2, draws += 2 * p->draws) {
        uint32_t stride = i + 1 < count ? p->draws : 0;  // an odd output twice
        sum_pair(p, draws, stride, reordered, sums + i);
      }
      sl_outputs_of(&p->requantize, first, count, sums, output + first);
    }
  }
}

#endif
