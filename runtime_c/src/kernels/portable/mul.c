#include "../../fixedpoint.h"
#include "../broadcast.h"
#include "../elementwise.h"

static int8_t multiply(const sl_mul_params *p, int8_t a, int8_t b) {
  int32_t product = (a - p->a_zp) * (b - p->b_zp);  // |product| <= 255 * 255
  int32_t output = sl_multiply_by_quantized_multiplier(product, p->multiplier, p->shift);
  // |output| may come close to 2^31: add modulo 2^32, as TFLM does
  output = (int32_t)((uint32_t)output + (uint32_t)(int32_t)p->output_zp);
  return sl_clamp_s8(output, p->activation_min, p->activation_max);
}

void sl_mul_s8(const void *params, const sl_frame *frame) {
  const sl_mul_params *p = params;
  const sl_broadcast *broadcast = &p->broadcast;
  const int8_t *a = sl_operand_data(&p->a, frame);
  const int8_t *b = sl_operand_data(&p->b, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_broadcast_row row = {0, 0, {0}};
  do {
    for (uint32_t i = 0; i < broadcast->extent[0]; i++) {
      *output++ =
          multiply(p, a[row.a + i * broadcast->a_stride[0]], b[row.b + i * broadcast->b_stride[0]]);
    }
  } while (sl_broadcast_next(broadcast, &row));
}
