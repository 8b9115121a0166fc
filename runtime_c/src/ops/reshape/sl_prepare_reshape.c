// SPDX-License-Identifier: Apache-2.0
// RESHAPE. Input 1, the new shape, repeats the output's shape and is ignored.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_walk.h"

bool sl_prepare_reshape(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  if (!sl_prepare_unary(model, node, &unary)) return false;
  if (unary.input.type != unary.output.type) {
    return sl_fault(model, SL_E_UNSUPPORTED, "types of input and output differ", node->index,
                    unary.output.type);
  }
  if (unary.input.elements != unary.output.elements) {
    return sl_fault(model, SL_E_SHAPE, "elements of the operator's output", node->index,
                    (int32_t)unary.output.elements);
  }
  if (unary.input.arena_offset == unary.output.arena_offset) {
    sl_gather_params nothing = {0, NULL};
    return sl_finish_operator(builder, sl_gather_s8, &nothing, sizeof nothing, out_operator);
  }
  sl_walk walk;
  sl_walk_init(&walk);
  sl_walk_append(&walk, unary.input.elements, 1);
  return sl_finish_gather(builder, &unary, &walk, out_operator);
}
