// SPDX-License-Identifier: Apache-2.0
#include "sl_sum.h"

SL_SHARED void sl_add_n_s8(const void *params, const sl_frame *frame) {
  const sl_add_n_params *p = params;
  int8_t *output = sl_activation(p->output_offset, frame);
  const int32_t begin = -p->sum.input_zp - (int32_t)p->count * p->sum.input_zp;
  for (uint32_t at = 0; at < p->elements; at++) {
    int32_t accumulator = begin;  // |accumulator| < 2^17: there are at most SL_MAX_OPERANDS
    for (uint32_t i = 0; i < p->count; i++) {
      accumulator += sl_operand_data(&p->inputs[i], frame)[at];
    }
    output[at] = sl_output_of_sum(&p->sum, (uint32_t)accumulator);
  }
}
