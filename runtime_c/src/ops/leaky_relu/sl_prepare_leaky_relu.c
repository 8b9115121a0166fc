// SPDX-License-Identifier: Apache-2.0
// LEAKY_RELU (tensorflow/lite/kernels/internal/reference/leaky_relu.h).
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_lookup.h"

#define MOST_SHIFT 22  // of a multiplier, so that its product with 9 bits fits int32
#define SIGN_BIT 0x80000000u

typedef struct {
  int32_t multiplier, slope_multiplier;  // of values from 0 on, of those below
  int8_t shift, slope_shift;
  bool falling;  // alpha < 0
  int8_t output_zp;
} leaky_relu;

static int8_t evaluate(const void *function, int32_t value) {
  const leaky_relu *f = function;
  // |value| <= 255 and multipliers are below 2^22: |scaled| < 2^30
  int32_t scaled =
      value >= 0 ? sl_multiply_by_quantized_multiplier(value, f->multiplier, f->shift)
                 : sl_multiply_by_quantized_multiplier(value, f->slope_multiplier, f->slope_shift);
  if (value < 0 && f->falling) scaled = -scaled;
  return sl_clamp_s8(scaled + f->output_zp, INT8_MIN, INT8_MAX);
}

// The slope's multiplier |alpha| * input scale / output scale, in double precision (see
// sl_prepare_div.c).
static bool prepare_slope(const sl_model *model, const sl_node *node, const sl_unary *unary,
                          leaky_relu *f) {
  uint32_t alpha = sl_option_f32_bits(model, node, SL_LEAKY_RELU_ALPHA);
  f->falling = (alpha & SIGN_BIT) != 0;
  alpha &= ~SIGN_BIT;
  f->slope_multiplier = 0;
  f->slope_shift = -1;
  if (alpha == 0) return true;
  if (!sl_f32_is_normal_and_positive(alpha)) {
    return sl_fault(model, SL_E_QUANT, "slope of LEAKY_RELU (float32 bits)", node->index,
                    (int32_t)alpha);
  }
  sl_real slope = sl_real_quotient(sl_real_product_f32(sl_scale_bits(&unary->input), alpha),
                                   sl_real_from_f32(sl_scale_bits(&unary->output)));
  return sl_prepare_multiplier(model, node, slope, MOST_SHIFT, &f->slope_multiplier,
                               &f->slope_shift);
}

bool sl_prepare_leaky_relu(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  leaky_relu f;
  if (!sl_prepare_unary_same_shape(model, node, &unary) ||
      !sl_prepare_multiplier(model, node, sl_unary_scale_ratio(&unary), MOST_SHIFT, &f.multiplier,
                             &f.shift) ||
      !prepare_slope(model, node, &unary, &f)) {
    return false;
  }
  f.output_zp = (int8_t)unary.output.zero_point;
  return sl_finish_lookup(builder, &unary, evaluate, &f, out_operator);
}
