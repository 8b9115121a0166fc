// SPDX-License-Identifier: Apache-2.0
#include "sl_batch_matmul.h"

#include "../../target/sl_fixedpoint.h"

// Accumulators wrap around, as in TFLM. |product| <= 255 * 255.
static int8_t output_of(const sl_batch_matmul_params *p, const int8_t *a, const int8_t *b) {
  uint32_t sum = 0;
  for (uint32_t i = p->depth; i; i--, a += p->a_depth, b += p->b_depth) {
    sum += (uint32_t)((*a - p->a_zp) * (*b - p->b_zp));
  }
  int32_t scaled = sl_multiply_by_quantized_multiplier((int32_t)sum, p->multiplier, p->shift);
  // |scaled| may come close to 2^31: add modulo 2^32, as TFLM does
  return sl_clamp_s8((int32_t)((uint32_t)scaled + (uint32_t)(int32_t)p->output_zp), INT8_MIN,
                     INT8_MAX);
}

static int8_t *multiply(const sl_batch_matmul_params *p, const int8_t *a, const int8_t *b,
                        int8_t *output) {
  for (uint32_t row = 0; row < p->rows; row++, a += p->a_row) {
    const int8_t *column = b;
    for (uint32_t i = 0; i < p->columns; i++, column += p->b_column) {
      *output++ = output_of(p, a, column);
    }
  }
  return output;
}

SL_SHARED void sl_batch_matmul_s8(const void *params, const sl_frame *frame) {
  const sl_batch_matmul_params *p = params;
  const int8_t *a = sl_operand_data(&p->a, frame), *b = sl_operand_data(&p->b, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  for (uint32_t i = 0; i < p->batches[0]; i++) {
    for (uint32_t j = 0; j < p->batches[1]; j++) {
      for (uint32_t k = 0; k < p->batches[2]; k++) {
        uint32_t a_at = i * p->a_batch[0] + j * p->a_batch[1] + k * p->a_batch[2];
        uint32_t b_at = i * p->b_batch[0] + j * p->b_batch[1] + k * p->b_batch[2];
        output = multiply(p, a + a_at, b + b_at, output);
      }
    }
  }
}
