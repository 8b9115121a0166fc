// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_reduce.h"

#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"

// Sets bit d of *out_reduced for every axis d; an axis may be named twice.
static bool reduced_axes(const sl_model *model, const sl_node *node, const sl_tensor *input,
                         uint32_t *out_reduced) {
  sl_tensor axes;
  if (!sl_prepare_constant_s32(model, node, 1, &axes)) return false;
  *out_reduced = 0;
  for (uint32_t i = 0; i < axes.elements; i++) {
    uint32_t axis;
    if (!sl_prepare_axis(model, node, sl_constant_s32(&axes, i), input->rank, &axis)) return false;
    *out_reduced |= 1u << axis;
  }
  return true;
}

static bool check_output(const sl_model *model, const sl_node *node, const sl_unary *unary,
                         uint32_t reduced) {
  bool keep_dims = sl_option_u8(model, node, SL_REDUCER_KEEP_DIMS);
  const sl_tensor *input = &unary->input, *output = &unary->output;
  uint32_t rank = 0;
  for (uint32_t d = 0; d < input->rank; d++) {
    bool kept = !(reduced >> d & 1u);
    if (!kept && !keep_dims) continue;
    // a rank that is too low shows below; dims has SL_MAX_RANK entries
    if (!sl_check_extent(model, node, output, rank, kept ? input->dims[d] : 1)) return false;
    rank++;
  }
  return sl_check_rank(model, node, output, rank);
}

// Kept dimensions outside, reduced ones inside: the elements of an output follow on each other.
static void prepare_walk(const sl_tensor *input, uint32_t reduced, sl_walk *walk) {
  uint32_t strides[SL_MAX_RANK];
  sl_tensor_strides(input, strides);
  sl_walk_init(walk);
  for (uint32_t d = 0; d < input->rank; d++) {
    if (!(reduced >> d & 1u)) sl_walk_append(walk, input->dims[d], strides[d]);
  }
  sl_walk_new_row(walk);
  for (uint32_t d = 0; d < input->rank; d++) {
    if (reduced >> d & 1u) sl_walk_append(walk, input->dims[d], strides[d]);
  }
}

bool sl_prepare_reduction(const sl_model *model, const sl_node *node, sl_reduction *out_reduction) {
  sl_unary *unary = &out_reduction->unary;
  uint32_t reduced;
  bool sound = sl_prepare_unary(model, node, unary) &&
               reduced_axes(model, node, &unary->input, &reduced) &&
               check_output(model, node, unary, reduced);
  if (!sound) return false;
  prepare_walk(&unary->input, reduced, &out_reduction->walk);
  out_reduction->count = unary->input.elements / unary->output.elements;
  out_reduction->rows = out_reduction->count / out_reduction->walk.extents[SL_WALK_ROW];
  return true;
}
