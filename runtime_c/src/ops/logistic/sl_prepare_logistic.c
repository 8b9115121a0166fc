// SPDX-License-Identifier: Apache-2.0
// LOGISTIC.
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_logistic.h"

#define INTEGER_BITS 4

// Computes the multiplier to Q4.27, and the radius at which its product would overflow.
static bool prepare_scaling(const sl_model *model, const sl_node *node, const sl_tensor *input,
                            sl_logistic_params *params) {
  int32_t shift;
  sl_real scale = sl_real_from_f32(sl_scale_bits(input));
  sl_quantize_multiplier(sl_real_times_power(scale, 31 - INTEGER_BITS), &params->multiplier,
                         &shift);
  // TFLM divides by 2^shift, an int64. Above 30 the radius is 0 and the multiplier is not used.
  if (shift < 0 || shift > SL_MAX_LOGISTIC_SHIFT) {
    return sl_fault(model, SL_E_QUANT, "scale too small or large for LOGISTIC (float32 bits)",
                    node->index, (int32_t)sl_scale_bits(input));
  }
  params->shift = (uint8_t)(shift > 30 ? 30 : shift);
  params->radius = shift > 30 ? 0 : 15 << (31 - INTEGER_BITS) >> shift;
  return true;
}

bool sl_prepare_logistic(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_logistic_params params;
  bool sound = sl_prepare_unary_same_shape(model, node, &unary) &&
               sl_check_probabilities(model, node, &unary.output) &&
               prepare_scaling(model, node, &unary.input, &params);
  if (!sound) return false;
  params.elements = sl_unary_elements(&unary);
  params.input_zp = (int8_t)unary.input.zero_point;
  return sl_finish_operator(builder, sl_logistic_s8, &params, sizeof params, out_operator);
}
