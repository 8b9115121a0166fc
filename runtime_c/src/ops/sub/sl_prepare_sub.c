// SPDX-License-Identifier: Apache-2.0
// SUB and SQUARED_DIFFERENCE.
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../binary/sl_prepare_broadcast.h"
#include "sl_sub.h"

#define MOST_SQUARE_SHIFT 30  // that the fixed-point arithmetic can take

// `power`: 1 for a difference, 2 for its square; `most`: the largest shift of the output.
static bool multipliers_of(const sl_model *model, const sl_node *node,
                           const sl_elementwise *tensors, sl_real output, int32_t power,
                           int32_t most, sl_sub_params *params) {
  sl_real a = sl_real_from_f32(sl_scale_bits(&tensors->a));
  sl_real b = sl_real_from_f32(sl_scale_bits(&tensors->b));
  sl_real unit = sl_real_times_power(sl_real_compare(a, b) > 0 ? a : b, 1);
  sl_real out_unit = power == 1 ? unit : sl_real_product(unit, unit);
  // TFLM takes no multiplier of 1 or more for the operands
  return sl_prepare_multiplier(model, node, sl_real_quotient(a, unit), 0, &params->a_multiplier,
                               &params->a_shift) &&
         sl_prepare_multiplier(model, node, sl_real_quotient(b, unit), 0, &params->b_multiplier,
                               &params->b_shift) &&
         sl_prepare_multiplier(model, node, sl_real_quotient(out_unit, output), most,
                               &params->output_multiplier, &params->output_shift);
}

static bool prepare(sl_builder *builder, const sl_node *node, sl_elementwise *tensors,
                    sl_sub_params *params) {
  memset(params, 0, sizeof *params);
  if (!sl_prepare_elementwise(builder, node, tensors, &params->a, &params->b, &params->broadcast)) {
    return false;
  }
  params->output_offset = tensors->output.arena_offset;
  params->a_zp = (int8_t)tensors->a.zero_point;
  params->b_zp = (int8_t)tensors->b.zero_point;
  params->output_zp = (int8_t)tensors->output.zero_point;
  return true;
}

static bool prepare_difference(sl_builder *builder, const sl_node *node,
                               const sl_elementwise *tensors, sl_sub_params *params,
                               sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_real output = sl_real_from_f32(sl_scale_bits(&tensors->output));
  return multipliers_of(model, node, tensors, sl_real_times_power(output, SL_SUB_FRACTION_BITS), 1,
                        0, params) &&
         sl_prepare_activation_range(model, node, &tensors->output,
                                     sl_option_u8(model, node, SL_SUB_FUSED_ACTIVATION_FUNCTION),
                                     &params->activation_min, &params->activation_max) &&
         sl_finish_operator(builder, sl_sub_s8, params, sizeof *params, out_operator);
}

static bool prepare_square(sl_builder *builder, const sl_node *node, const sl_elementwise *tensors,
                           sl_sub_params *params, sl_operator *out_operator) {
  sl_real output = sl_real_from_f32(sl_scale_bits(&tensors->output));
  output = sl_real_times_power(output, 2 * SL_SQUARED_DIFFERENCE_FRACTION_BITS);
  params->activation_min = INT8_MIN;
  params->activation_max = INT8_MAX;
  return multipliers_of(builder->model, node, tensors, output, 2, MOST_SQUARE_SHIFT, params) &&
         sl_finish_operator(builder, sl_squared_difference_s8, params, sizeof *params,
                            out_operator);
}

bool sl_prepare_sub(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  sl_elementwise tensors;
  sl_sub_params params;
  if (!prepare(builder, node, &tensors, &params)) return false;
  return node->code == SL_OP_SUB
             ? prepare_difference(builder, node, &tensors, &params, out_operator)
             : prepare_square(builder, node, &tensors, &params, out_operator);
}
