// SPDX-License-Identifier: Apache-2.0
#include "sl_mul.h"

#include "../../target/sl_requantize.h"
#include "../binary/sl_broadcast.h"

static int8_t multiply(const sl_mul_params *p, int32_t product) {
  int32_t output = sl_multiply_by_quantized_multiplier(product, p->multiplier, p->shift);
  // |output| may come close to 2^31: add modulo 2^32, as TFLM does
  output = (int32_t)((uint32_t)output + (uint32_t)(int32_t)p->output_zp);
  return sl_clamp_s8(output, p->activation_min, p->activation_max);
}

static bool is_fast(const sl_mul_params *p) {
  return p->shift >= -SL_FAST_SHIFT && p->shift < 0 && p->activation_min == INT8_MIN &&
         p->activation_max == INT8_MAX;
}

static void multiply_row(const sl_mul_params *p, const int8_t *a, const int8_t *b, int8_t *output) {
  const sl_broadcast *broadcast = &p->broadcast;
  const uint32_t a_stride = broadcast->a_stride[0], b_stride = broadcast->b_stride[0];
  const bool fast = is_fast(p);
  sl_channel channel = {0, p->multiplier, 0, -p->shift};
  if (fast) channel.rounding = (2 * p->output_zp + 1) * (1 << (channel.shift - 1));
  for (const int8_t *end = output + broadcast->extent[0]; output < end; output++) {
    int32_t product = (*a - p->a_zp) * (*b - p->b_zp);  // |product| <= 255 * 255
    if (fast) {
      *output = sl_fast_output(&channel, (uint32_t)product);
    } else {
      *output = multiply(p, product);
    }
    a += a_stride;
    b += b_stride;
  }
}

SL_SHARED void sl_mul_s8(const void *params, const sl_frame *frame) {
  const sl_mul_params *p = params;
  const int8_t *a = sl_operand_data(&p->a, frame);
  const int8_t *b = sl_operand_data(&p->b, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_broadcast_row row = {0, 0, {0}};
  do {
    multiply_row(p, a + row.a, b + row.b, output);
    output += p->broadcast.extent[0];
  } while (sl_broadcast_next(&p->broadcast, &row));
}
