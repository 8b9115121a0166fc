// SPDX-License-Identifier: Apache-2.0
// PAD and PADV2, which TFLM does not distinguish either: an input 2 is the padding value.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"
#include "sl_pad.h"

static bool prepare_value(const sl_model *model, const sl_node *node, const sl_tensor *output,
                          int8_t *out_value) {
  sl_tensor value;
  *out_value = (int8_t)output->zero_point;
  if (!sl_node_has_input(model, node, 2)) return sl_ok(model);
  if (!sl_node_input(model, node, 2, &value)) return false;
  if (value.type != SL_TYPE_INT8 || !value.data || value.elements != 1) {
    return sl_fault(model, SL_E_UNSUPPORTED, "padding value that is no int8 constant", node->index,
                    value.type);
  }
  *out_value = (int8_t)(value.data[0] < 128 ? value.data[0] : value.data[0] - 256);
  return sl_check_same_quantization(model, node, &value, output);
}

// Prepares the walk of the input's place in the output. paddings: for each dimension, the elements
// before and after.
static bool prepare_walk(const sl_model *model, const sl_node *node, const sl_unary *unary,
                         const sl_tensor *paddings, sl_walk *walk) {
  const sl_tensor *input = &unary->input, *output = &unary->output;
  uint32_t strides[SL_MAX_RANK];
  sl_tensor_strides(output, strides);
  sl_walk_init(walk);
  for (uint32_t d = 0; d < input->rank; d++) {
    int32_t before = sl_constant_s32(paddings, 2 * d);
    int32_t after = sl_constant_s32(paddings, 2 * d + 1);
    if (before < 0 || after < 0) {
      return sl_fault(model, SL_E_UNSUPPORTED, "operator's padding", node->index,
                      before < 0 ? before : after);
    }
    uint32_t around = (uint32_t)before + (uint32_t)after;  // < 2^32
    // no extent is 0
    uint32_t expected = around > INT32_MAX ? 0 : around + input->dims[d];
    if (!sl_check_extent(model, node, output, d, expected)) return false;
    walk->first += (uint32_t)before * strides[d];
    sl_walk_append(walk, input->dims[d], strides[d]);
  }
  return true;
}

bool sl_prepare_pad(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_tensor paddings;
  sl_pad_params params;
  bool sound = sl_prepare_unary(model, node, &unary) &&
               sl_check_rank(model, node, &unary.output, unary.input.rank) &&
               prepare_value(model, node, &unary.output, &params.value) &&
               sl_prepare_constant_s32(model, node, 1, &paddings);
  if (!sound) return false;
  if (paddings.elements != 2u * unary.input.rank) {
    return sl_fault(model, SL_E_SHAPE, "operator's number of paddings", node->index,
                    (int32_t)paddings.elements);
  }
  sl_scatter *inside = &params.inside;
  if (!prepare_walk(model, node, &unary, &paddings, &inside->walk)) return false;
  if (!sl_prepare_operand(builder, &unary.input, &inside->input)) return false;
  inside->output_offset = unary.output.arena_offset;
  params.output_bytes = unary.output.elements;
  return sl_finish_operator(builder, sl_pad_s8, &params, sizeof params, out_operator);
}
