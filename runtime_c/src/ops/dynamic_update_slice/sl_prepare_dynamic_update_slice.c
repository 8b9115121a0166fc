// SPDX-License-Identifier: Apache-2.0
// DYNAMIC_UPDATE_SLICE at constant indices: the operand is copied, then the update over it.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"
#include "../move/sl_scatter.h"

enum { OPERAND, UPDATE, INDICES };  // inputs

// Lays a part out in the output, its first element at `begins`, which are moved until it is inside;
// NULL: all of the output.
static bool prepare_part(sl_builder *builder, const sl_tensor *part, const sl_tensor *begins,
                         const sl_tensor *output, sl_scatter *out_scatter) {
  uint32_t strides[SL_MAX_RANK];
  sl_tensor_strides(output, strides);
  sl_walk_init(&out_scatter->walk);
  out_scatter->output_offset = output->arena_offset;
  for (uint32_t d = 0; d < output->rank; d++) {
    int32_t begin = begins ? sl_constant_s32(begins, d) : 0;
    const int32_t most = (int32_t)(output->dims[d] - part->dims[d]);
    begin = begin < 0 ? 0 : begin > most ? most : begin;
    out_scatter->walk.first += (uint32_t)begin * strides[d];
    sl_walk_append(&out_scatter->walk, part->dims[d], strides[d]);
  }
  return sl_prepare_operand(builder, part, &out_scatter->input);
}

static bool check_update(const sl_model *model, const sl_node *node, const sl_tensor *update,
                         const sl_tensor *indices, const sl_tensor *output) {
  bool fits =
      update->rank == output->rank && indices->rank == 1 && indices->elements == output->rank;
  for (uint32_t d = 0; d < output->rank && fits; d++) fits = update->dims[d] <= output->dims[d];
  if (fits) return true;
  return sl_fault(model, SL_E_SHAPE, "shape of an update", node->index, (int32_t)update->elements);
}

bool sl_prepare_dynamic_update_slice(sl_builder *builder, const sl_node *node,
                                     sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_tensor operand, update, indices, output;
  sl_scatter scatters[2];
  if (!sl_node_input(model, node, OPERAND, &operand) ||
      !sl_node_input(model, node, UPDATE, &update) ||
      !sl_prepare_constant_s32(model, node, INDICES, &indices) ||
      !sl_prepare_output_s8(model, node, 0, &output)) {
    return false;
  }
  if (!sl_same_shape(&operand, &output)) {
    return sl_fault(model, SL_E_SHAPE, "shape of the operator's output", node->index,
                    (int32_t)output.elements);
  }
  if (!check_update(model, node, &update, &indices, &output) ||
      !sl_check_same_quantization(model, node, &operand, &output) ||
      !sl_check_same_quantization(model, node, &update, &output) ||
      !prepare_part(builder, &operand, NULL, &output, &scatters[0]) ||
      !prepare_part(builder, &update, &indices, &output, &scatters[1])) {
    return false;
  }
  sl_scatter_params params = {2, sl_builder_store(builder, scatters, sizeof scatters)};
  return sl_finish_operator(builder, sl_scatter_s8, &params, sizeof params, out_operator);
}
