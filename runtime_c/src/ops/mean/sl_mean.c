// SPDX-License-Identifier: Apache-2.0
#include "sl_mean.h"

#include "../../target/sl_fixedpoint.h"

static int32_t row_sum(const sl_walk *walk, const int8_t *input, uint32_t element) {
  uint32_t stride = walk->strides[SL_WALK_ROW];
  int32_t sum = 0;
  for (uint32_t i = 0; i < walk->extents[SL_WALK_ROW]; i++, element += stride) {
    sum += input[element];
  }
  return sum;
}

SL_SHARED void sl_mean_s8(const void *params, const sl_frame *frame) {
  const sl_mean_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_walk_position position = sl_walk_start(&p->walk);
  for (uint32_t i = 0; i < p->output_count; i++) {
    int32_t sum = -p->zp_sum;  // |sum| <= 255 * 2^23 < 2^31 to the end
    for (uint32_t row = 0; row < p->rows; row++) {
      sum += row_sum(&p->walk, input, position.element);
      sl_walk_next_row(&p->walk, &position);
    }
    // below 2^30, as the multiplier is below 2^22 / elements and |sum| <= 255 * elements
    int32_t scaled = sl_multiply_by_quantized_multiplier(sum, p->multiplier, p->shift);
    output[i] = sl_clamp_s8(scaled + p->output_zp, INT8_MIN, INT8_MAX);
  }
}
