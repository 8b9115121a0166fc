// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../binary/sl_prepare_broadcast.h"
#include "sl_add.h"

// Computes a multiplier; TFLM accepts none of 1 or more here.
static bool fraction(const sl_model *model, const sl_node *node, sl_real numerator,
                     sl_real denominator, int32_t *out_multiplier, int8_t *out_shift) {
  sl_real real = sl_real_quotient(numerator, denominator);
  return sl_prepare_multiplier(model, node, real, 0, out_multiplier, out_shift);
}

static bool multipliers_of(const sl_model *model, const sl_node *node,
                           const sl_elementwise *tensors, sl_add_params *params) {
  sl_real a = sl_real_from_f32(sl_scale_bits(&tensors->a));
  sl_real b = sl_real_from_f32(sl_scale_bits(&tensors->b));
  sl_real output = sl_real_from_f32(sl_scale_bits(&tensors->output));
  sl_real twice_larger = sl_real_times_power(sl_real_compare(a, b) > 0 ? a : b, 1);
  sl_real unit = sl_real_times_power(output, SL_ADD_FRACTION_BITS);
  return fraction(model, node, a, twice_larger, &params->a_multiplier, &params->a_shift) &&
         fraction(model, node, b, twice_larger, &params->b_multiplier, &params->b_shift) &&
         fraction(model, node, twice_larger, unit, &params->output_multiplier,
                  &params->output_shift);
}

bool sl_prepare_add(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_elementwise tensors;
  sl_add_params params;
  memset(&params, 0, sizeof params);
  if (!sl_prepare_elementwise(builder, node, &tensors, &params.a, &params.b, &params.broadcast) ||
      !multipliers_of(model, node, &tensors, &params) ||
      !sl_prepare_activation_range(model, node, &tensors.output,
                                   sl_option_u8(model, node, SL_ADD_FUSED_ACTIVATION_FUNCTION),
                                   &params.activation_min, &params.activation_max)) {
    return false;
  }
  params.output_offset = tensors.output.arena_offset;
  params.a_zp = (int8_t)tensors.a.zero_point;
  params.b_zp = (int8_t)tensors.b.zero_point;
  params.output_zp = (int8_t)tensors.output.zero_point;
  return sl_finish_operator(builder, sl_add_s8, &params, sizeof params, out_operator);
}
