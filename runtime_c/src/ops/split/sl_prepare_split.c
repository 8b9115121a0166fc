// SPDX-License-Identifier: Apache-2.0
// SPLIT, into equal parts, and SPLIT_V, into parts of the sizes of a constant.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"

// The input and the axis that it is split along; `sizes` of SPLIT_V.
typedef struct {
  sl_tensor input, sizes;
  uint32_t axis;
} split;

static bool prepare_split_axis(const sl_model *model, const sl_node *node, uint32_t i,
                               split *out_split) {
  sl_tensor axis;
  if (!sl_prepare_constant_s32(model, node, i, &axis)) return false;
  if (axis.elements != 1) {
    return sl_fault(model, SL_E_SHAPE, "number of the operator's axes", node->index,
                    (int32_t)axis.elements);
  }
  return sl_prepare_axis(model, node, sl_constant_s32(&axis, 0), out_split->input.rank,
                         &out_split->axis);
}

// The inputs of SPLIT are axis and activation, those of SPLIT_V activation, sizes and axis.
static bool prepare_inputs(const sl_model *model, const sl_node *node, split *out_split) {
  const bool sized = node->code == SL_OP_SPLIT_V;
  const uint32_t count = node->outputs.count;
  if (!sl_prepare_input_s8(model, node, sized ? 0 : 1, &out_split->input) ||
      !prepare_split_axis(model, node, sized ? 2 : 0, out_split) ||
      (sized && !sl_prepare_constant_s32(model, node, 1, &out_split->sizes))) {
    return false;
  }
  bool divides = sized ? out_split->sizes.elements == count
                       : out_split->input.dims[out_split->axis] % count == 0;
  if (divides) return true;
  return sl_fault(model, SL_E_SHAPE, "number of the operator's outputs", node->index,
                  (int32_t)count);
}

// Output `i` of the node: the part of the input from *at on along the axis, behind which *at moves.
// A size of -1, which one part may have, is what the others leave: output shapes say it.
static bool prepare_part(const sl_model *model, const sl_node *node, const split *s, uint32_t i,
                         uint32_t *at, sl_gather *out_gather) {
  sl_tensor output;
  const sl_tensor *input = &s->input;
  bool sound = sl_prepare_output_s8(model, node, i, &output) &&
               sl_check_same_but_axis(model, node, input, &output, s->axis);
  if (!sound) return false;
  uint32_t extent = output.dims[s->axis];
  if (node->code == SL_OP_SPLIT) {
    extent = input->dims[s->axis] / node->outputs.count;
  } else if (sl_constant_s32(&s->sizes, i) != -1) {
    extent = (uint32_t)sl_constant_s32(&s->sizes, i);
  }
  if (!sl_check_extent(model, node, &output, s->axis, extent)) return false;
  if (extent > input->dims[s->axis] - *at) {
    return sl_fault(model, SL_E_SHAPE, "parts are larger than the operator's input", node->index,
                    (int32_t)i);
  }
  uint32_t strides[SL_MAX_RANK];
  sl_tensor_strides(input, strides);
  out_gather->input_offset = input->arena_offset;
  out_gather->output_offset = output.arena_offset;
  sl_walk_init(&out_gather->walk);
  out_gather->walk.first = *at * strides[s->axis];
  for (uint32_t d = 0; d < input->rank; d++) {
    sl_walk_append(&out_gather->walk, output.dims[d], strides[d]);
  }
  *at += extent;
  return true;
}

bool sl_prepare_split(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  split s;
  uint32_t at = 0, count = node->outputs.count;
  if (!prepare_inputs(model, node, &s)) return false;
  sl_gather *gathers = sl_builder_reserve(builder, count * (uint32_t)sizeof *gathers);
  for (uint32_t i = 0; i < count && sl_ok(model); i++) {
    sl_gather gather;
    if (!prepare_part(model, node, &s, i, &at, &gather)) return false;
    if (gathers) gathers[i] = gather;
  }
  if (at != s.input.dims[s.axis]) {
    return sl_fault(model, SL_E_SHAPE, "parts are smaller than the operator's input", node->index,
                    (int32_t)at);
  }
  sl_gather_params params = {count, gathers};
  return sl_finish_operator(builder, sl_gather_s8, &params, sizeof params, out_operator);
}
