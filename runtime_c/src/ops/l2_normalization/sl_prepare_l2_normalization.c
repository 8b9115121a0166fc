// SPDX-License-Identifier: Apache-2.0
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_l2_normalization.h"

bool sl_prepare_l2_normalization(sl_builder *builder, const sl_node *node,
                                 sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  if (!sl_prepare_unary_same_shape(model, node, &unary) ||
      !sl_check_fraction(model, node, &unary.output)) {
    return false;
  }
  uint8_t activation = sl_option_u8(model, node, SL_L2NORM_FUSED_ACTIVATION_FUNCTION);
  if (activation != SL_ACTIVATION_NONE) {
    return sl_fault(model, SL_E_UNSUPPORTED, "operator's fused activation", node->index,
                    activation);
  }
  const sl_tensor *input = &unary.input;
  const uint32_t depth = input->rank ? input->dims[input->rank - 1] : 0;
  if (depth < 1 || depth > SL_MOST_NORM_DEPTH) {
    return sl_fault(model, SL_E_UNSUPPORTED, "values of a norm", node->index, (int32_t)depth);
  }
  sl_l2_normalization_params params = {.input_offset = input->arena_offset,
                                       .output_offset = unary.output.arena_offset,
                                       .rows = input->elements / depth,
                                       .depth = depth,
                                       .input_zp = (int8_t)input->zero_point};
  return sl_finish_operator(builder, sl_l2_normalization_s8, &params, sizeof params, out_operator);
}
