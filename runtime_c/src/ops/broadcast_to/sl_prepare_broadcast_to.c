// SPDX-License-Identifier: Apache-2.0
// BROADCAST_TO.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"

bool sl_prepare_broadcast_to(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_tensor shape;
  sl_walk walk;
  uint32_t strides[SL_MAX_RANK];
  if (!sl_prepare_unary(model, node, &unary) || !sl_prepare_constant_s32(model, node, 1, &shape)) {
    return false;
  }
  const sl_tensor *input = &unary.input, *output = &unary.output;
  if (shape.rank != 1 || shape.elements != output->rank || input->rank > output->rank) {
    return sl_check_rank(model, node, output, SL_MAX_RANK + 1);
  }
  const uint32_t missing = (uint32_t)output->rank - input->rank;
  sl_tensor_strides(input, strides);
  sl_walk_init(&walk);
  for (uint32_t d = 0; d < output->rank; d++) {
    const uint32_t extent = (uint32_t)sl_constant_s32(&shape, d);
    const bool repeated = d < missing || input->dims[d - missing] == 1;
    if (!sl_check_extent(model, node, output, d, extent) ||
        !(repeated || sl_check_extent(model, node, output, d, input->dims[d - missing]))) {
      return false;
    }
    sl_walk_append(&walk, extent, repeated ? 0 : strides[d - missing]);
  }
  return sl_finish_gather(builder, &unary, &walk, out_operator);
}
