// SPDX-License-Identifier: Apache-2.0
// REVERSE_V2 along axes that follow on each other.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"

// Sets bit d of *out_reversed for every axis d. As in TFLM, no axis is named twice, and all are
// adjacent.
static bool reversed_axes(const sl_model *model, const sl_node *node, uint32_t rank,
                          uint32_t *out_reversed) {
  sl_tensor axes;
  if (!sl_prepare_constant_s32(model, node, 1, &axes)) return false;
  uint32_t reversed = 0;
  for (uint32_t i = 0; i < axes.elements; i++) {
    uint32_t axis;
    if (!sl_prepare_axis(model, node, sl_constant_s32(&axes, i), rank, &axis)) return false;
    if (reversed >> axis & 1u) {
      return sl_fault(model, SL_E_SHAPE, "axis that is named twice", node->index, (int32_t)axis);
    }
    reversed |= 1u << axis;
  }
  *out_reversed = reversed;
  while (!(reversed & 1u)) reversed >>= 1;  // there is one: no tensor is empty
  if (axes.rank == 1 && !(reversed & (reversed + 1))) return true;
  return sl_fault(model, SL_E_SHAPE, "axes that are not adjacent", node->index,
                  (int32_t)*out_reversed);
}

bool sl_prepare_reverse_v2(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  uint32_t reversed, strides[SL_MAX_RANK];
  sl_walk walk;
  if (!sl_prepare_unary_same_shape(model, node, &unary) ||
      !reversed_axes(model, node, unary.input.rank, &reversed)) {
    return false;
  }
  sl_tensor_strides(&unary.input, strides);
  sl_walk_init(&walk);
  for (uint32_t d = 0; d < unary.input.rank; d++) {
    uint32_t extent = unary.input.dims[d];
    bool backwards = reversed >> d & 1u;
    if (backwards) walk.first += (extent - 1) * strides[d];
    sl_walk_append(&walk, extent, backwards ? 0u - strides[d] : strides[d]);
  }
  return sl_finish_gather(builder, &unary, &walk, out_operator);
}
