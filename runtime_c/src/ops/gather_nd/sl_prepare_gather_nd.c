// SPDX-License-Identifier: Apache-2.0
// GATHER_ND by constant indices.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_pick.h"
#include "../move/sl_prepare_shape.h"

typedef struct {
  sl_tensor indices;  // of tuples
  sl_tensor input;
  uint32_t length;  // of a tuple: leading dimensions that it chooses from
  uint32_t run;     // elements of the other dimensions
} gathered;

static uint32_t tuple_offset(const void *context, uint32_t i) {
  const gathered *g = context;
  uint32_t offset = 0;
  for (uint32_t d = 0; d < g->length; d++) {
    offset = offset * g->input.dims[d] + (uint32_t)sl_constant_s32(&g->indices, i * g->length + d);
  }
  return offset * g->run;
}

static bool check_indices(const sl_model *model, const sl_node *node, const gathered *g) {
  for (uint32_t i = 0; i < g->indices.elements; i++) {
    int32_t index = sl_constant_s32(&g->indices, i);
    if (index < 0 || index >= (int32_t)g->input.dims[i % g->length]) {
      return sl_fault(model, SL_E_INDEX, "index that is gathered", node->index, index);
    }
  }
  return true;
}

// The output has the dimensions of tuples, and then those that they do not choose from.
static bool check_output(const sl_model *model, const sl_node *node, const gathered *g,
                         const sl_tensor *output) {
  const uint32_t outer = g->indices.rank - 1u;
  if (!sl_check_rank(model, node, output, outer + g->input.rank - g->length)) return false;
  for (uint32_t d = 0; d < output->rank; d++) {
    uint32_t extent = d < outer ? g->indices.dims[d] : g->input.dims[d - outer + g->length];
    if (!sl_check_extent(model, node, output, d, extent)) return false;
  }
  return true;
}

bool sl_prepare_gather_nd(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  gathered g = {.run = 1};
  if (!sl_prepare_unary(model, node, &unary) ||
      !sl_prepare_constant_s32(model, node, 1, &g.indices)) {
    return false;
  }
  g.input = unary.input;
  g.length = g.indices.rank ? g.indices.dims[g.indices.rank - 1] : 0;
  if (g.length < 1 || g.length > g.input.rank) {
    return sl_fault(model, SL_E_SHAPE, "indices of GATHER_ND", node->index, (int32_t)g.length);
  }
  if (!check_output(model, node, &g, &unary.output) || !check_indices(model, node, &g)) {
    return false;
  }
  for (uint32_t d = g.length; d < g.input.rank; d++) g.run *= g.input.dims[d];
  sl_pick_params params = {.run = g.run};
  return sl_prepare_pick_single(builder, &params.outer) &&
         sl_prepare_pick_single(builder, &params.middle) &&
         sl_prepare_pick_axis(builder, g.indices.elements / g.length, tuple_offset, &g,
                              &params.inner) &&
         sl_finish_pick(builder, &unary, &params, out_operator);
}
