// SPDX-License-Identifier: Apache-2.0
// CONCATENATION.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"
#include "../move/sl_scatter.h"

// Prepares input `i` of the node, at position *at along the axis; advances *at.
static bool prepare_part(sl_builder *builder, const sl_node *node, const sl_tensor *output,
                         uint32_t axis, uint32_t i, uint32_t *at, sl_scatter *out_scatter) {
  const sl_model *model = builder->model;
  sl_tensor part;
  bool sound = sl_node_input(model, node, i, &part) &&
               sl_prepare_operand(builder, &part, &out_scatter->input) &&
               sl_check_same_but_axis(model, node, &part, output, axis) &&
               sl_check_same_quantization(model, node, &part, output);
  if (!sound) return false;
  if (part.dims[axis] > output->dims[axis] - *at) {
    return sl_check_extent(model, node, output, axis, *at + part.dims[axis]);
  }
  uint32_t strides[SL_MAX_RANK];
  sl_tensor_strides(output, strides);
  out_scatter->output_offset = output->arena_offset;
  sl_walk_init(&out_scatter->walk);
  out_scatter->walk.first = *at * strides[axis];
  for (uint32_t d = 0; d < output->rank; d++) {
    sl_walk_append(&out_scatter->walk, part.dims[d], strides[d]);
  }
  *at += part.dims[axis];
  return true;
}

bool sl_prepare_concatenation(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_tensor output;
  uint32_t axis, at = 0, count = node->inputs.count;
  bool sound = sl_prepare_output_s8(model, node, 0, &output) &&
               sl_prepare_axis(model, node, sl_option_i32(model, node, SL_CONCATENATION_AXIS),
                               output.rank, &axis);
  if (!sound) return false;
  uint8_t activation = sl_option_u8(model, node, SL_CONCATENATION_FUSED_ACTIVATION_FUNCTION);
  if (activation != SL_ACTIVATION_NONE) {
    return sl_fault(model, SL_E_UNSUPPORTED, "operator's fused activation", node->index,
                    activation);
  }
  sl_scatter *scatters = sl_builder_reserve(builder, count * (uint32_t)sizeof *scatters);
  for (uint32_t i = 0; i < count && sl_ok(model); i++) {
    sl_scatter scatter;
    if (!prepare_part(builder, node, &output, axis, i, &at, &scatter)) return false;
    if (scatters) scatters[i] = scatter;
  }
  sl_scatter_params params = {count, scatters};
  return sl_check_extent(model, node, &output, axis, at) &&
         sl_finish_operator(builder, sl_scatter_s8, &params, sizeof params, out_operator);
}
