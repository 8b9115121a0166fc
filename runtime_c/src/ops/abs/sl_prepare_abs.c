// SPDX-License-Identifier: Apache-2.0
// ABS (tensorflow/lite/micro/kernels/elementwise.cc).
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_lookup.h"

#define MOST_SHIFT 22  // of a multiplier, so that its product with 9 bits fits int32

typedef struct {
  bool rescales;
  int32_t multiplier;
  int8_t shift;
  int8_t output_zp;
} absolute;

static int8_t evaluate(const void *function, int32_t value) {
  const absolute *f = function;
  int32_t distance = value < 0 ? -value : value;
  if (f->rescales) {
    distance = sl_multiply_by_quantized_multiplier(distance, f->multiplier, f->shift);
  }
  return sl_clamp_s8(distance + f->output_zp, INT8_MIN, INT8_MAX);
}

bool sl_prepare_abs(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  absolute f;
  if (!sl_prepare_unary_same_shape(model, node, &unary) ||
      !sl_prepare_multiplier(model, node, sl_unary_scale_ratio(&unary), MOST_SHIFT, &f.multiplier,
                             &f.shift)) {
    return false;
  }
  f.rescales = sl_scale_bits(&unary.input) != sl_scale_bits(&unary.output);
  f.output_zp = (int8_t)unary.output.zero_point;
  return sl_finish_lookup(builder, &unary, evaluate, &f, out_operator);
}
