// SPDX-License-Identifier: Apache-2.0
// TANH (tensorflow/lite/kernels/internal/reference/integer_ops/tanh.h).
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_exponential.h"
#include "../unary/sl_prepare_lookup.h"

#define INTEGER_BITS 4
#define MOST_SHIFT 62  // for which TFLM's radius is defined

typedef struct {
  int32_t multiplier;  // from the input's scale to Q4.27
  int32_t radius;      // |value| from which on the output saturates
  uint8_t shift;       // 0 ... 30
} hyperbolic_tangent;

// tanh(x), Q0.31, for x as Q4.27, |x| < 15: (1 - e) / (1 + e) for e = exp(-2 |x|).
static int32_t tanh_of(int32_t x) {
  if (x == 0) return 0;
  // the same bits, read as Q5.26, are 2 x
  int32_t positive =
      sl_one_minus_over_one_plus(sl_exp_of_negative(x > 0 ? -x : x, INTEGER_BITS + 1));
  return x > 0 ? positive : -positive;
}

static int8_t evaluate(const void *function, int32_t value) {
  const hyperbolic_tangent *f = function;
  if (value <= -f->radius) return INT8_MIN;
  if (value >= f->radius) return INT8_MAX;
  // |value * 2^shift| < 15 * 2^27
  int32_t scaled = sl_multiply_by_quantized_multiplier(value, f->multiplier, f->shift);
  return sl_clamp_s8(sl_rounding_shift_right(tanh_of(scaled), 24), INT8_MIN, INT8_MAX);
}

static bool prepare_scaling(const sl_model *model, const sl_node *node, const sl_tensor *input,
                            hyperbolic_tangent *f) {
  int32_t shift;
  sl_real scale = sl_real_from_f32(sl_scale_bits(input));
  sl_quantize_multiplier(sl_real_times_power(scale, 31 - INTEGER_BITS), &f->multiplier, &shift);
  // TFLM divides by 2^shift, an int64. Above 30 the radius is 0 and the multiplier is not used.
  if (shift < 0 || shift > MOST_SHIFT) {
    return sl_fault(model, SL_E_QUANT, "scale too small or large for TANH (float32 bits)",
                    node->index, (int32_t)sl_scale_bits(input));
  }
  f->shift = (uint8_t)(shift > 30 ? 30 : shift);
  f->radius = shift > 30 ? 0 : 15 << (31 - INTEGER_BITS) >> shift;
  return true;
}

bool sl_prepare_tanh(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  hyperbolic_tangent f;
  return sl_prepare_unary_same_shape(model, node, &unary) &&
         sl_check_fraction(model, node, &unary.output) &&
         prepare_scaling(model, node, &unary.input, &f) &&
         sl_finish_lookup(builder, &unary, evaluate, &f, out_operator);
}
