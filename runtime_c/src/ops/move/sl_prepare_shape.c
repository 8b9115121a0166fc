// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_shape.h"

#include "../../prepare/sl_prepare_common.h"

bool sl_check_rank(const sl_model *model, const sl_node *node, const sl_tensor *tensor,
                   uint32_t expected) {
  if (tensor->rank == expected) return true;
  return sl_fault(model, SL_E_SHAPE, "rank of an operator's tensor", node->index, tensor->rank);
}

bool sl_check_extent(const sl_model *model, const sl_node *node, const sl_tensor *output,
                     uint32_t d, uint32_t expected) {
  if (output->dims[d] == expected) return true;
  return sl_fault(model, SL_E_SHAPE, "extent of the operator's output", node->index,
                  (int32_t)output->dims[d]);
}

bool sl_check_same_but_axis(const sl_model *model, const sl_node *node, const sl_tensor *input,
                            const sl_tensor *output, uint32_t axis) {
  if (!sl_check_rank(model, node, input, output->rank)) return false;
  for (uint32_t d = 0; d < output->rank; d++) {
    if (d != axis && !sl_check_extent(model, node, output, d, input->dims[d])) return false;
  }
  return true;
}

bool sl_prepare_constant_s32(const sl_model *model, const sl_node *node, uint32_t i,
                             sl_tensor *out_tensor) {
  if (!sl_node_input(model, node, i, out_tensor)) return false;
  if (out_tensor->type == SL_TYPE_INT32 && out_tensor->data) return true;
  return sl_fault(model, SL_E_UNSUPPORTED, "input that is no int32 constant", node->index,
                  (int32_t)i);
}

bool sl_prepare_axis(const sl_model *model, const sl_node *node, int32_t axis, uint32_t rank,
                     uint32_t *out_axis) {
  int32_t positive = axis < 0 ? axis + (int32_t)rank : axis;
  *out_axis = (uint32_t)positive;
  if (positive >= 0 && positive < (int32_t)rank) return true;
  return sl_fault(model, SL_E_SHAPE, "operator's axis", node->index, axis);
}

bool sl_prepare_indices(const sl_model *model, const sl_node *node, uint32_t i, uint32_t rank,
                        sl_tensor *out_indices) {
  if (!sl_prepare_constant_s32(model, node, i, out_indices)) return false;
  if (out_indices->elements == rank) return true;
  return sl_fault(model, SL_E_SHAPE, "number of the operator's slice indices", node->index,
                  (int32_t)out_indices->elements);
}
