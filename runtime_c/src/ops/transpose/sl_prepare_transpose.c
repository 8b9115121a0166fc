// SPDX-License-Identifier: Apache-2.0
// TRANSPOSE.
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"

bool sl_prepare_transpose(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_tensor permutation;
  bool sound = sl_prepare_unary(model, node, &unary) &&
               sl_check_rank(model, node, &unary.output, unary.input.rank) &&
               sl_prepare_constant_s32(model, node, 1, &permutation);
  if (!sound) return false;
  uint32_t rank = unary.input.rank, taken = 0;
  if (permutation.elements != rank) {
    return sl_fault(model, SL_E_SHAPE, "length of the operator's permutation", node->index,
                    (int32_t)permutation.elements);
  }
  uint32_t strides[SL_MAX_RANK];
  sl_walk walk;
  sl_tensor_strides(&unary.input, strides);
  sl_walk_init(&walk);
  for (uint32_t d = 0; d < rank; d++) {
    int32_t from = sl_constant_s32(&permutation, d);
    if (from < 0 || from >= (int32_t)rank || taken >> from & 1u) {
      return sl_fault(model, SL_E_SHAPE, "operator's permutation", node->index, from);
    }
    taken |= 1u << from;
    uint32_t extent = unary.input.dims[from];
    if (!sl_check_extent(model, node, &unary.output, d, extent)) return false;
    sl_walk_append(&walk, extent, strides[from]);
  }
  return sl_finish_gather(builder, &unary, &walk, out_operator);
}
