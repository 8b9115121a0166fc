// SPDX-License-Identifier: Apache-2.0
// ARG_MAX and ARG_MIN of int8 values, to int32.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_arg_max.h"

// The output has the input's dimensions without the axis.
static bool check_output(const sl_model *model, const sl_node *node, const sl_unary *unary,
                         uint32_t axis) {
  if (!sl_check_rank(model, node, &unary->output, unary->input.rank - 1u)) return false;
  for (uint32_t d = 0; d < unary->output.rank; d++) {
    uint32_t extent = unary->input.dims[d < axis ? d : d + 1];
    if (!sl_check_extent(model, node, &unary->output, d, extent)) return false;
  }
  return true;
}

bool sl_prepare_arg_max(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_tensor axes;
  uint32_t axis;
  if (!sl_prepare_unary(model, node, &unary) || !sl_prepare_constant_s32(model, node, 1, &axes)) {
    return false;
  }
  const sl_tensor *input = &unary.input;
  if (input->type != SL_TYPE_INT8 || unary.output.type != SL_TYPE_INT32) {
    return sl_fault(model, SL_E_UNSUPPORTED, "types of ARG_MAX or ARG_MIN", node->index,
                    unary.output.type);
  }
  if (axes.elements != 1) {
    return sl_fault(model, SL_E_SHAPE, "number of the operator's axes", node->index,
                    (int32_t)axes.elements);
  }
  if (!sl_prepare_axis(model, node, sl_constant_s32(&axes, 0), input->rank, &axis) ||
      !check_output(model, node, &unary, axis)) {
    return false;
  }
  sl_arg_max_params params = {.input_offset = input->arena_offset,
                              .output_offset = unary.output.arena_offset,
                              .outer = 1,
                              .depth = input->dims[axis],
                              .inner = 1,
                              .flip = node->code == SL_OP_ARG_MIN ? -1 : 0};
  for (uint32_t d = 0; d < axis; d++) params.outer *= input->dims[d];
  for (uint32_t d = axis + 1; d < input->rank; d++) params.inner *= input->dims[d];
  return sl_finish_operator(builder, sl_arg_max_s8, &params, sizeof params, out_operator);
}
