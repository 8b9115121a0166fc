// SPDX-License-Identifier: Apache-2.0
// ELU: x, or exp(x) - 1 where it is negative, in float32 (tensorflow/lite/micro/kernels/elu.cc).
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_lookup.h"

#define MOST_INVERSE_BITS 22  // of the output's scale: TFLM's outputs, not yet clamped, fit int32

typedef struct {
  sl_real input_scale;
  sl_real inverse_scale;  // 1 / output scale, rounded to float32
  int8_t output_zp;
} elu;

static const sl_real one = {1ull << 52, -52};

static int8_t evaluate(const void *function, int32_t value) {
  const elu *f = function;
  const uint64_t size = (uint64_t)(value < 0 ? -value : value);
  sl_real x = {0, 0};
  int32_t steps;
  if (size) {
    const sl_real integer = sl_real_of_integer(size);
    x = sl_real_product(f->input_scale, integer);
    sl_real_round_to_f32(&x);  // finite, as the preparation checked
  }
  if (value < 0) {
    sl_real power = sl_real_exp_of_negative(x);
    sl_real_round_to_f32(&power);
    x = sl_real_distance(one, power);
    sl_real_round_to_f32(&x);
  }
  if (!x.significand) return f->output_zp;
  sl_real scaled = sl_real_product(x, f->inverse_scale);
  sl_real_round_to_f32(&scaled);
  sl_real_round_to_s32(scaled, &steps);  // < 2^31, as the preparation checked
  if (steps > INT16_MAX) steps = INT16_MAX;
  return sl_clamp_s8((value < 0 ? -steps : steps) + f->output_zp, INT8_MIN, INT8_MAX);
}

bool sl_prepare_elu(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  elu f;
  int32_t multiplier;
  int8_t shift;
  if (!sl_prepare_unary_same_shape(model, node, &unary) ||
      !sl_prepare_multiplier(model, node, sl_unary_scale_ratio(&unary), SL_MAX_RESCALING_SHIFT,
                             &multiplier, &shift)) {
    return false;
  }
  f.input_scale = sl_real_from_f32(sl_scale_bits(&unary.input));
  f.inverse_scale = sl_real_quotient(one, sl_real_from_f32(sl_scale_bits(&unary.output)));
  sl_real largest = sl_real_product(f.input_scale, sl_real_of_integer(255));
  if (!sl_real_round_to_f32(&f.inverse_scale) || !sl_real_round_to_f32(&largest) ||
      f.inverse_scale.exponent + SL_REAL_BITS > MOST_INVERSE_BITS) {
    return sl_fault(model, SL_E_QUANT, "scales of ELU (float32 bits)", node->index,
                    (int32_t)sl_scale_bits(&unary.output));
  }
  f.output_zp = (int8_t)unary.output.zero_point;
  return sl_finish_lookup(builder, &unary, evaluate, &f, out_operator);
}
