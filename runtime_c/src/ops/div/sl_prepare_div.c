// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../binary/sl_prepare_broadcast.h"
#include "sl_div.h"

// Computes a's scale / (b's * the output's), in float32 arithmetic as the source of TFLM says. Its
// Python package computes in float64, which decides some ties otherwise.
static bool quotient_scale(const sl_model *model, const sl_node *node,
                           const sl_elementwise *tensors, sl_real *out_ratio) {
  sl_real product =
      sl_real_product_f32(sl_scale_bits(&tensors->b), sl_scale_bits(&tensors->output));
  if (sl_real_round_to_f32(&product) && product.significand) {
    *out_ratio = sl_real_quotient(sl_real_from_f32(sl_scale_bits(&tensors->a)), product);
    if (sl_real_round_to_f32(out_ratio)) return true;
  }
  return sl_fault(model, SL_E_QUANT, "scales of DIV (float32 bits)", node->index,
                  (int32_t)sl_scale_bits(&tensors->output));
}

bool sl_prepare_div(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_elementwise tensors;
  sl_div_params params;
  sl_real ratio;
  memset(&params, 0, sizeof params);
  if (!sl_prepare_elementwise(builder, node, &tensors, &params.a, &params.b, &params.broadcast) ||
      !quotient_scale(model, node, &tensors, &ratio) ||
      !sl_prepare_multiplier(model, node, ratio, SL_MOST_DIV_SHIFT, &params.multiplier,
                             &params.shift) ||
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
