// SPDX-License-Identifier: Apache-2.0
// MAXIMUM and MINIMUM.
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../binary/sl_prepare_broadcast.h"
#include "../move/sl_prepare_shape.h"
#include "sl_maximum.h"

bool sl_prepare_maximum(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_elementwise tensors;
  sl_maximum_params params;
  memset(&params, 0, sizeof params);
  if (!sl_prepare_elementwise(builder, node, &tensors, &params.a, &params.b, &params.broadcast) ||
      !sl_check_same_quantization(model, node, &tensors.a, &tensors.output) ||
      !sl_check_same_quantization(model, node, &tensors.b, &tensors.output)) {
    return false;
  }
  params.output_offset = tensors.output.arena_offset;
  params.flip = node->code == SL_OP_MINIMUM ? -1 : 0;
  return sl_finish_operator(builder, sl_maximum_s8, &params, sizeof params, out_operator);
}
