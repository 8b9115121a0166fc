// SPDX-License-Identifier: Apache-2.0
// UNPACK: an output for each index along an axis, without that axis.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"

static bool prepare_part(const sl_model *model, const sl_node *node, const sl_tensor *input,
                         uint32_t axis, uint32_t i, sl_gather *out_gather) {
  sl_tensor output;
  if (!sl_prepare_output_s8(model, node, i, &output) ||
      !sl_check_rank(model, node, &output, input->rank - 1u)) {
    return false;
  }
  uint32_t strides[SL_MAX_RANK];
  sl_tensor_strides(input, strides);
  out_gather->input_offset = input->arena_offset;
  out_gather->output_offset = output.arena_offset;
  sl_walk_init(&out_gather->walk);
  out_gather->walk.first = i * strides[axis];
  for (uint32_t d = 0; d < output.rank; d++) {
    uint32_t place = d < axis ? d : d + 1;
    if (!sl_check_extent(model, node, &output, d, input->dims[place])) return false;
    sl_walk_append(&out_gather->walk, output.dims[d], strides[place]);
  }
  return true;
}

bool sl_prepare_unpack(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_tensor input;
  uint32_t axis, count = node->outputs.count;
  bool sound =
      sl_prepare_input_s8(model, node, 0, &input) &&
      sl_prepare_axis(model, node, sl_option_i32(model, node, SL_UNPACK_AXIS), input.rank, &axis);
  if (!sound) return false;
  if (input.dims[axis] != count) {
    return sl_fault(model, SL_E_SHAPE, "number of the operator's outputs", node->index,
                    (int32_t)count);
  }
  sl_gather *gathers = sl_builder_reserve(builder, count * (uint32_t)sizeof *gathers);
  for (uint32_t i = 0; i < count && sl_ok(model); i++) {
    sl_gather gather;
    if (!prepare_part(model, node, &input, axis, i, &gather)) return false;
    if (gathers) gathers[i] = gather;
  }
  sl_gather_params params = {count, gathers};
  return sl_finish_operator(builder, sl_gather_s8, &params, sizeof params, out_operator);
}
