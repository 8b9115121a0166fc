// SPDX-License-Identifier: Apache-2.0
// RSQRT: 1 / sqrt(x) (tensorflow/lite/micro/kernels/elementwise.cc).
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_inverse_root.h"
#include "../unary/sl_prepare_lookup.h"

#define FRACTION_BITS 20  // of 1 / sqrt(value), before it is brought to the output's scale
#define LEAST_SHIFT (-31 + FRACTION_BITS)
#define MOST_SHIFT (10 + FRACTION_BITS)  // of a multiplier, so that its product with 2^20 fits

typedef struct {
  int32_t multiplier;  // 1 / (sqrt(input scale) * output scale)
  int8_t shift;
  int8_t output_zp;
} reciprocal_root;

static int8_t evaluate(const void *function, int32_t value) {
  const reciprocal_root *f = function;
  if (value <= 0) return INT8_MAX;
  int32_t shift, multiplier = sl_inverse_root(value, &shift);
  int32_t root = sl_multiply_by_quantized_multiplier(1, multiplier, shift + FRACTION_BITS);
  // root <= 2^20 and the shift is at most 10
  int32_t output =
      sl_multiply_by_quantized_multiplier(root, f->multiplier, f->shift - FRACTION_BITS);
  return sl_clamp_s8(output + f->output_zp, INT8_MIN, INT8_MAX);
}

bool sl_prepare_rsqrt(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  reciprocal_root f;
  if (!sl_prepare_unary_same_shape(model, node, &unary)) return false;
  if (unary.input.zero_point != INT8_MIN) {
    return sl_fault(model, SL_E_QUANT, "RSQRT of an input that may be negative: its zero point",
                    node->index, unary.input.zero_point);
  }
  sl_real one = {1ull << 52, -52};
  sl_real product = sl_real_product(sl_real_root_f32(sl_scale_bits(&unary.input)),
                                    sl_real_from_f32(sl_scale_bits(&unary.output)));
  if (!sl_real_round_to_f32(&product) || product.significand == 0) {
    return sl_fault(model, SL_E_QUANT, "scales of RSQRT (float32 bits)", node->index,
                    (int32_t)sl_scale_bits(&unary.output));
  }
  if (!sl_prepare_multiplier(model, node, sl_real_quotient(one, product), MOST_SHIFT, &f.multiplier,
                             &f.shift)) {
    return false;
  }
  if (f.shift < LEAST_SHIFT || f.multiplier == 0) {
    return sl_fault(model, SL_E_QUANT, "shift of the operator's multiplier", node->index, f.shift);
  }
  f.output_zp = (int8_t)unary.output.zero_point;
  return sl_finish_lookup(builder, &unary, evaluate, &f, out_operator);
}
