// SPDX-License-Identifier: Apache-2.0
// tensorflow/lite/kernels/internal/reference/integer_ops/l2normalization.h
#include "sl_l2_normalization.h"

#include "../../target/sl_fixedpoint.h"
#include "../unary/sl_inverse_root.h"

#define OUTPUT_FRACTION_BITS 7

SL_SHARED void sl_l2_normalization_s8(const void *params, const sl_frame *frame) {
  const sl_l2_normalization_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  for (uint32_t row = 0; row < p->rows; row++, input += p->depth, output += p->depth) {
    int32_t squares = 0, shift;
    for (uint32_t i = 0; i < p->depth; i++) {
      squares += (input[i] - p->input_zp) * (input[i] - p->input_zp);
    }
    int32_t multiplier = sl_inverse_root(squares, &shift);
    for (uint32_t i = 0; i < p->depth; i++) {
      // |output| < 2^8 * 2^7 * 2^2
      output[i] = sl_saturate_s8(sl_multiply_by_quantized_multiplier(
          input[i] - p->input_zp, multiplier, shift + OUTPUT_FRACTION_BITS));
    }
  }
}
