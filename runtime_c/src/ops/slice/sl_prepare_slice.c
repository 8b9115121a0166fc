// SPDX-License-Identifier: Apache-2.0
// SLICE.
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"

#define TO_THE_END (-1)  // a size

bool sl_prepare_slice(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_tensor begins, sizes;
  if (!sl_prepare_unary(model, node, &unary)) return false;
  const sl_tensor *input = &unary.input;
  bool sound = sl_check_rank(model, node, &unary.output, input->rank) &&
               sl_prepare_indices(model, node, 1, input->rank, &begins) &&
               sl_prepare_indices(model, node, 2, input->rank, &sizes);
  if (!sound) return false;
  uint32_t strides[SL_MAX_RANK];
  sl_walk walk;
  sl_tensor_strides(input, strides);
  sl_walk_init(&walk);
  for (uint32_t d = 0; d < input->rank; d++) {
    const int32_t extent = (int32_t)input->dims[d];
    const int32_t begin = sl_constant_s32(&begins, d);
    int32_t size = sl_constant_s32(&sizes, d);
    if (begin >= 0 && begin < extent && size == TO_THE_END) size = extent - begin;
    if (begin < 0 || begin >= extent || size < 1 || size > extent - begin) {
      return sl_fault(model, SL_E_SHAPE, "slice leaves its input in dimension", node->index,
                      (int32_t)d);
    }
    if (!sl_check_extent(model, node, &unary.output, d, (uint32_t)size)) return false;
    walk.first += (uint32_t)begin * strides[d];
    sl_walk_append(&walk, (uint32_t)size, strides[d]);
  }
  return sl_finish_gather(builder, &unary, &walk, out_operator);
}
