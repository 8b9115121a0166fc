// SPDX-License-Identifier: Apache-2.0
// GATHER along one axis, by constant indices.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_pick.h"
#include "../move/sl_prepare_shape.h"

typedef struct {
  sl_tensor indices;
  uint32_t run;    // elements inside of the axis
  uint32_t plane;  // elements of the axis and inside
} gathered;

static uint32_t outer_offset(const void *context, uint32_t i) {
  return i * ((const gathered *)context)->plane;
}

static uint32_t index_offset(const void *context, uint32_t i) {
  const gathered *g = context;
  return (uint32_t)sl_constant_s32(&g->indices, i) * g->run;
}

static bool check_indices(const sl_model *model, const sl_node *node, const sl_tensor *indices,
                          uint32_t extent) {
  for (uint32_t i = 0; i < indices->elements; i++) {
    int32_t index = sl_constant_s32(indices, i);
    if (index < 0 || index >= (int32_t)extent) {
      return sl_fault(model, SL_E_INDEX, "index that is gathered", node->index, index);
    }
  }
  return true;
}

// The output has the indices' shape in place of the axis.
static bool check_output(const sl_model *model, const sl_node *node, const sl_unary *unary,
                         const sl_tensor *indices, uint32_t axis) {
  const sl_tensor *input = &unary->input, *output = &unary->output;
  if (!sl_check_rank(model, node, output, input->rank + indices->rank - 1u)) return false;
  for (uint32_t d = 0; d < output->rank; d++) {
    uint32_t behind = d + 1u - indices->rank;  // of the input, used behind the indices
    bool within = d >= axis && d < axis + indices->rank;
    uint32_t extent = within     ? indices->dims[d - axis]
                      : d < axis ? input->dims[d]
                                 : input->dims[behind];
    if (!sl_check_extent(model, node, output, d, extent)) return false;
  }
  return true;
}

bool sl_prepare_gather(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  gathered g;
  uint32_t axis;
  if (sl_option_i32(model, node, SL_GATHER_BATCH_DIMS) != 0) {
    return sl_fault(model, SL_E_UNSUPPORTED, "GATHER with batch dimensions", node->index, 0);
  }
  bool sound = sl_prepare_unary(model, node, &unary) &&
               sl_prepare_constant_s32(model, node, 1, &g.indices) &&
               sl_prepare_axis(model, node, sl_option_i32(model, node, SL_GATHER_AXIS),
                               unary.input.rank, &axis) &&
               check_output(model, node, &unary, &g.indices, axis) &&
               check_indices(model, node, &g.indices, unary.input.dims[axis]);
  if (!sound) return false;
  g.run = 1;
  for (uint32_t d = axis + 1; d < unary.input.rank; d++) g.run *= unary.input.dims[d];
  g.plane = g.run * unary.input.dims[axis];
  sl_pick_params params = {.run = g.run};
  return sl_prepare_pick_single(builder, &params.outer) &&
         sl_prepare_pick_axis(builder, unary.input.elements / g.plane, outer_offset, &g,
                              &params.middle) &&
         sl_prepare_pick_axis(builder, g.indices.elements, index_offset, &g, &params.inner) &&
         sl_finish_pick(builder, &unary, &params, out_operator);
}
