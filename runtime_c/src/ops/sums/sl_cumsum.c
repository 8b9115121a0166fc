// SPDX-License-Identifier: Apache-2.0
#include "sl_sum.h"

// Sums the values of a line, `stride` elements apart, modulo 2^32.
static void sum_line(const sl_cumsum_params *p, const int8_t *input, int8_t *output,
                     uint32_t stride) {
  uint32_t sum = (uint32_t)-p->sum.input_zp;
  for (uint32_t i = 0; i < p->depth; i++) {
    const uint32_t at = (p->reverse ? p->depth - 1 - i : i) * stride;
    const uint32_t with = sum + (uint32_t)(input[at] - p->sum.input_zp);
    output[at] = sl_output_of_sum(&p->sum, p->exclusive ? sum : with);
    sum = with;
  }
}

SL_SHARED void sl_cumsum_s8(const void *params, const sl_frame *frame) {
  const sl_cumsum_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  for (uint32_t i = 0; i < p->outer; i++) {
    for (uint32_t j = 0; j < p->inner; j++) sum_line(p, input + j, output + j, p->inner);
    input += p->depth * p->inner;
    output += p->depth * p->inner;
  }
}
