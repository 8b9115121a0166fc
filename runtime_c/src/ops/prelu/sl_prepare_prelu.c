// SPDX-License-Identifier: Apache-2.0
// PRELU.
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../binary/sl_prepare_broadcast.h"
#include "sl_prelu.h"

#define MOST_SHIFT 22        // so that a product with 9 bits fits int32
#define MOST_SLOPE_SHIFT 14  // so that a product with 17 bits fits

bool sl_prepare_prelu(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_elementwise tensors;
  sl_prelu_params params;
  memset(&params, 0, sizeof params);
  if (!sl_prepare_elementwise(builder, node, &tensors, &params.a, &params.b, &params.broadcast)) {
    return false;
  }
  sl_real input = sl_real_from_f32(sl_scale_bits(&tensors.a));
  sl_real output = sl_real_from_f32(sl_scale_bits(&tensors.output));
  sl_real product = sl_real_product_f32(sl_scale_bits(&tensors.a), sl_scale_bits(&tensors.b));
  if (!sl_prepare_multiplier(model, node, sl_real_quotient(input, output), MOST_SHIFT,
                             &params.multiplier, &params.shift) ||
      !sl_prepare_multiplier(model, node, sl_real_quotient(product, output), MOST_SLOPE_SHIFT,
                             &params.slope_multiplier, &params.slope_shift)) {
    return false;
  }
  params.output_offset = tensors.output.arena_offset;
  params.a_zp = (int8_t)tensors.a.zero_point;
  params.b_zp = (int8_t)tensors.b.zero_point;
  params.output_zp = (int8_t)tensors.output.zero_point;
  return sl_finish_operator(builder, sl_prelu_s8, &params, sizeof params, out_operator);
}
