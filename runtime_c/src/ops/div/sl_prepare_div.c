// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../binary/sl_prepare_broadcast.h"
#include "sl_div.h"

// a's scale / (b's * the output's), in double precision as in TFLM's Python package. The source
// says float32, which decides some ties otherwise.
static sl_real quotient_scale(const sl_elementwise *tensors) {
  return sl_real_quotient(
      sl_real_from_f32(sl_scale_bits(&tensors->a)),
      sl_real_product_f32(sl_scale_bits(&tensors->b), sl_scale_bits(&tensors->output)));
}

bool sl_prepare_div(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_elementwise tensors;
  sl_div_params params;
  memset(&params, 0, sizeof params);
  if (!sl_prepare_elementwise(builder, node, &tensors, &params.a, &params.b, &params.broadcast) ||
      !sl_prepare_multiplier(model, node, quotient_scale(&tensors), SL_MOST_DIV_SHIFT,
                             &params.multiplier, &params.shift) ||
      !sl_prepare_activation_range(model, node, &tensors.output,
                                   sl_option_u8(model, node, SL_DIV_FUSED_ACTIVATION_FUNCTION),
                                   &params.activation_min, &params.activation_max)) {
    return false;
  }
  params.output_offset = tensors.output.arena_offset;
  params.a_zp = (int8_t)tensors.a.zero_point;
  params.b_zp = (int8_t)tensors.b.zero_point;
  params.output_zp = (int8_t)tensors.output.zero_point;
  return sl_finish_operator(builder, sl_div_s8, &params, sizeof params, out_operator);
}
