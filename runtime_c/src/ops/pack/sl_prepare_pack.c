// SPDX-License-Identifier: Apache-2.0
// PACK: inputs of one shape, side by side along a new axis.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"
#include "../move/sl_scatter.h"

// Input `i`, whose shape must be the output's without the axis.
static bool prepare_part(sl_builder *builder, const sl_node *node, const sl_tensor *output,
                         uint32_t axis, uint32_t i, sl_scatter *out_scatter) {
  const sl_model *model = builder->model;
  sl_tensor part;
  bool sound = sl_node_input(model, node, i, &part) &&
               sl_prepare_operand(builder, &part, &out_scatter->input) &&
               sl_check_same_quantization(model, node, &part, output) &&
               sl_check_rank(model, node, &part, output->rank - 1u);
  if (!sound) return false;
  uint32_t strides[SL_MAX_RANK];
  sl_tensor_strides(output, strides);
  out_scatter->output_offset = output->arena_offset;
  sl_walk_init(&out_scatter->walk);
  out_scatter->walk.first = i * strides[axis];
  for (uint32_t d = 0; d < part.rank; d++) {
    uint32_t place = d < axis ? d : d + 1;
    if (!sl_check_extent(model, node, output, place, part.dims[d])) return false;
    sl_walk_append(&out_scatter->walk, part.dims[d], strides[place]);
  }
  return true;
}

bool sl_prepare_pack(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_tensor output;
  uint32_t axis, count = node->inputs.count;
  bool sound =
      sl_prepare_output_s8(model, node, 0, &output) &&
      sl_prepare_axis(model, node, sl_option_i32(model, node, SL_PACK_AXIS), output.rank, &axis) &&
      sl_check_extent(model, node, &output, axis, count);
  if (!sound) return false;
  sl_scatter *scatters = sl_builder_reserve(builder, count * (uint32_t)sizeof *scatters);
  for (uint32_t i = 0; i < count && sl_ok(model); i++) {
    sl_scatter scatter;
    if (!prepare_part(builder, node, &output, axis, i, &scatter)) return false;
    if (scatters) scatters[i] = scatter;
  }
  sl_scatter_params params = {count, scatters};
  return sl_finish_operator(builder, sl_scatter_s8, &params, sizeof params, out_operator);
}
