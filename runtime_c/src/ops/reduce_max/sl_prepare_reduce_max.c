// SPDX-License-Identifier: Apache-2.0
// REDUCE_MAX and REDUCE_MIN.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../reduce/sl_prepare_reduce.h"
#include "sl_reduce_max.h"

bool sl_prepare_reduce_max(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_reduction reduction;
  if (!sl_prepare_reduction(model, node, &reduction)) return false;
  const sl_tensor *input = &reduction.unary.input, *output = &reduction.unary.output;
  if (!sl_check_same_quantization(model, node, input, output)) return false;
  sl_reduce_max_params params = {.input_offset = input->arena_offset,
                                 .output_offset = output->arena_offset,
                                 .output_count = output->elements,
                                 .rows = reduction.rows,
                                 .walk = reduction.walk,
                                 .flip = node->code == SL_OP_REDUCE_MIN ? -1 : 0};
  return sl_finish_operator(builder, sl_reduce_max_s8, &params, sizeof params, out_operator);
}
