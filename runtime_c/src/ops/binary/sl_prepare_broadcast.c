// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_broadcast.h"

#include <string.h>

#include "../../prepare/sl_prepare_common.h"

// Returns the extent of `axis`, counted from the innermost one.
static uint32_t extent_of(const sl_tensor *tensor, uint32_t axis) {
  return axis < tensor->rank ? tensor->dims[tensor->rank - 1 - axis] : 1;
}

static bool check_extents(const sl_model *model, const sl_elementwise *tensors) {
  const sl_tensor *a = &tensors->a, *b = &tensors->b, *output = &tensors->output;
  uint32_t rank = a->rank > b->rank ? a->rank : b->rank;
  bool fits = output->rank == rank;
  for (uint32_t axis = 0; axis < rank && fits; axis++) {
    uint32_t a_extent = extent_of(a, axis), b_extent = extent_of(b, axis);
    bool pairs = a_extent == b_extent || a_extent == 1 || b_extent == 1;
    fits = pairs && extent_of(output, axis) == (a_extent == 1 ? b_extent : a_extent);
  }
  if (fits) return true;
  return sl_fault(model, SL_E_SHAPE, "shape of an element-wise output", output->index,
                  (int32_t)output->elements);
}

// Computes extents and strides. An axis is merged with the one inside it where that changes neither
// operand's walk.
static void lay_out(const sl_elementwise *tensors, sl_broadcast *broadcast) {
  uint32_t a_elements = 1, b_elements = 1;  // of the axes inside
  memset(broadcast, 0, sizeof *broadcast);
  broadcast->extent[0] = 1;
  broadcast->axes = 1;
  for (uint32_t axis = 0; axis < tensors->output.rank; axis++) {
    uint32_t extent = extent_of(&tensors->output, axis);
    if (extent == 1) continue;
    uint32_t a_stride = extent_of(&tensors->a, axis) == 1 ? 0 : a_elements;
    uint32_t b_stride = extent_of(&tensors->b, axis) == 1 ? 0 : b_elements;
    uint32_t last = broadcast->axes - 1;
    bool first = broadcast->extent[0] == 1;
    bool joins = a_stride == broadcast->a_stride[last] * broadcast->extent[last] &&
                 b_stride == broadcast->b_stride[last] * broadcast->extent[last];
    if (first) {
      broadcast->extent[0] = extent;
      broadcast->a_stride[0] = a_stride;
      broadcast->b_stride[0] = b_stride;
    } else if (joins) {
      broadcast->extent[last] *= extent;
    } else {
      broadcast->extent[last + 1] = extent;
      broadcast->a_stride[last + 1] = a_stride;
      broadcast->b_stride[last + 1] = b_stride;
      broadcast->axes++;
    }
    if (a_stride) a_elements *= extent;
    if (b_stride) b_elements *= extent;
  }
}

static bool operand_of(sl_builder *builder, const sl_node *node, uint32_t i, sl_tensor *tensor,
                       sl_operand *operand) {
  if (!sl_node_input(builder->model, node, i, tensor) ||
      !sl_prepare_operand(builder, tensor, operand)) {
    return false;
  }
  if (tensor->scale_count == 1) return true;
  return sl_fault(builder->model, SL_E_QUANT, "operand's number of scales", tensor->index,
                  (int32_t)tensor->scale_count);
}

bool sl_prepare_operands(sl_builder *builder, const sl_node *node, sl_elementwise *out_tensors,
                         sl_operand *out_a, sl_operand *out_b) {
  return operand_of(builder, node, 0, &out_tensors->a, out_a) &&
         operand_of(builder, node, 1, &out_tensors->b, out_b) &&
         sl_prepare_output_s8(builder->model, node, 0, &out_tensors->output);
}

bool sl_prepare_elementwise(sl_builder *builder, const sl_node *node, sl_elementwise *out_tensors,
                            sl_operand *out_a, sl_operand *out_b, sl_broadcast *out_broadcast) {
  if (!sl_prepare_operands(builder, node, out_tensors, out_a, out_b) ||
      !check_extents(builder->model, out_tensors)) {
    return false;
  }
  lay_out(out_tensors, out_broadcast);
  return true;
}
