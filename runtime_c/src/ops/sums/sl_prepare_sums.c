// SPDX-License-Identifier: Apache-2.0
// ADD_N and CUMSUM (tensorflow/lite/micro/kernels/add_n.cc, cumsum.cc).
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_sums.h"

static bool prepare_sum(const sl_model *model, const sl_node *node, const sl_tensor *input,
                        const sl_tensor *output, sl_sum *out_sum) {
  sl_real unit = sl_real_times_power(sl_real_from_f32(sl_scale_bits(input)), -SL_SUM_FRACTION_BITS);
  sl_real ratio = sl_real_quotient(unit, sl_real_from_f32(sl_scale_bits(output)));
  out_sum->input_zp = (int8_t)input->zero_point;
  out_sum->output_zp = (int8_t)output->zero_point;
  // TFLM takes no multiplier of 1 or more
  return sl_prepare_multiplier(model, node, ratio, 0, &out_sum->multiplier, &out_sum->shift);
}

// Reads input `i`, which must be like the first.
static bool prepare_input(sl_builder *builder, const sl_node *node, uint32_t i,
                          const sl_tensor *first, const sl_tensor *output,
                          sl_operand *out_operand) {
  const sl_model *model = builder->model;
  sl_tensor input;
  if (!sl_node_input(model, node, i, &input) || !sl_prepare_operand(builder, &input, out_operand) ||
      !sl_check_same_quantization(model, node, &input, first)) {
    return false;
  }
  if (sl_same_shape(&input, output)) return true;
  return sl_fault(model, SL_E_SHAPE, "shape of the operator's output", node->index,
                  (int32_t)output->elements);
}

static bool prepare_add_n(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_tensor first, output;
  sl_add_n_params params = {.count = node->inputs.count};
  if (!sl_node_input(model, node, 0, &first) || !sl_node_input(model, node, 1, &output) ||
      !sl_prepare_output_s8(model, node, 0, &output)) {
    return false;
  }
  sl_operand *inputs = sl_builder_reserve(builder, params.count * (uint32_t)sizeof *inputs);
  for (uint32_t i = 0; i < params.count && sl_ok(model); i++) {
    sl_operand input;
    if (!prepare_input(builder, node, i, &first, &output, &input)) return false;
    if (inputs) inputs[i] = input;
  }
  params.inputs = inputs;
  params.output_offset = output.arena_offset;
  params.elements = output.elements;
  return prepare_sum(model, node, &first, &output, &params.sum) &&
         sl_finish_operator(builder, sl_add_n_s8, &params, sizeof params, out_operator);
}

static bool prepare_cumsum(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_tensor axes;
  uint32_t axis;
  if (!sl_prepare_unary_same_shape(model, node, &unary) ||
      !sl_prepare_constant_s32(model, node, 1, &axes)) {
    return false;
  }
  if (axes.elements != 1) {
    return sl_fault(model, SL_E_SHAPE, "axes of CUMSUM", node->index, (int32_t)axes.elements);
  }
  const sl_tensor *input = &unary.input;
  if (!sl_prepare_axis(model, node, sl_constant_s32(&axes, 0), input->rank, &axis)) return false;
  sl_cumsum_params params = {.input_offset = input->arena_offset,
                             .output_offset = unary.output.arena_offset,
                             .outer = 1,
                             .depth = input->dims[axis],
                             .inner = 1,
                             .exclusive = sl_option_u8(model, node, SL_CUMSUM_EXCLUSIVE),
                             .reverse = sl_option_u8(model, node, SL_CUMSUM_REVERSE)};
  for (uint32_t d = 0; d < axis; d++) params.outer *= input->dims[d];
  for (uint32_t d = axis + 1; d < input->rank; d++) params.inner *= input->dims[d];
  return prepare_sum(model, node, input, &unary.output, &params.sum) &&
         sl_finish_operator(builder, sl_cumsum_s8, &params, sizeof params, out_operator);
}

bool sl_prepare_sums(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  return node->code == SL_OP_ADD_N ? prepare_add_n(builder, node, out_operator)
                                   : prepare_cumsum(builder, node, out_operator);
}
