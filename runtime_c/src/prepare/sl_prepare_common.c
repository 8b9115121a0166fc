// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_common.h"

bool sl_same_shape(const sl_tensor *a, const sl_tensor *b) {
  if (a->rank != b->rank) return false;
  for (uint32_t d = 0; d < a->rank; d++) {
    if (a->dims[d] != b->dims[d]) return false;
  }
  return true;
}

// Checks that a tensor is an activation. sl_plan_enter has checked its type (int8, or uint8 where
// allowed) and scales.
static bool check_activation(const sl_model *model, const sl_tensor *tensor) {
  if (!tensor->data && tensor->arena_offset != UINT32_MAX) return true;
  return sl_fault(model, SL_E_UNSUPPORTED, "tensor is no activation", tensor->index, 0);
}

bool sl_prepare_input_s8(const sl_model *model, const sl_node *node, uint32_t i,
                         sl_tensor *out_tensor) {
  return sl_node_input(model, node, i, out_tensor) && check_activation(model, out_tensor);
}

bool sl_prepare_output_s8(const sl_model *model, const sl_node *node, uint32_t i,
                          sl_tensor *out_tensor) {
  return sl_node_output(model, node, i, out_tensor) && check_activation(model, out_tensor);
}

bool sl_prepare_state(const sl_model *model, const sl_node *node, uint32_t i, uint8_t type,
                      sl_tensor *out_tensor) {
  if (!sl_node_input(model, node, i, out_tensor)) return false;
  if (!out_tensor->variable || out_tensor->type != type) {
    return sl_fault(model, SL_E_UNSUPPORTED, "state that is no variable, or its type",
                    out_tensor->index, out_tensor->type);
  }
  if (out_tensor->scale_count == 1) return true;
  return sl_fault(model, SL_E_QUANT, "state's number of scales", out_tensor->index,
                  (int32_t)out_tensor->scale_count);
}

bool sl_check_same_quantization(const sl_model *model, const sl_node *node, const sl_tensor *input,
                                const sl_tensor *output) {
  bool same = input->scale_count == 1 && sl_scale_bits(input) == sl_scale_bits(output) &&
              input->zero_point == output->zero_point;
  if (same) return true;
  return sl_fault(model, SL_E_QUANT, "operator's tensors are quantized differently", node->index,
                  input->zero_point);
}

bool sl_prepare_bias(const sl_model *model, const sl_node *node, uint32_t i, uint32_t channels,
                     const int32_t **out_bias) {
  sl_tensor bias;
  *out_bias = NULL;
  if (!sl_node_has_input(model, node, i)) return sl_ok(model);
  if (!sl_node_input(model, node, i, &bias)) return false;
  if (bias.type != SL_TYPE_INT32 || !bias.data) {
    return sl_fault(model, SL_E_UNSUPPORTED, "bias that is no int32 constant", bias.index,
                    bias.type);
  }
  if (bias.elements != channels) {
    return sl_fault(model, SL_E_SHAPE, "values of the bias", bias.index, (int32_t)bias.elements);
  }
  *out_bias = (const int32_t *)(const void *)bias.data;  // sl_model_tensor checked its alignment
  return true;
}

bool sl_prepare_window(const sl_model *model, const sl_node *node, const sl_window *window,
                       uint8_t padding, uint32_t *out_padding) {
  uint32_t input = window->input, kernel = window->kernel;
  uint32_t stride = window->stride, output = window->output;
  *out_padding = 0;
  // strides come from a signed field: negative ones are above INT32_MAX here
  if (stride < 1 || stride > INT32_MAX) {
    return sl_fault(model, SL_E_UNSUPPORTED, "operator's stride", node->index, (int32_t)stride);
  }
  if (padding != SL_PADDING_SAME && padding != SL_PADDING_VALID) {
    return sl_fault(model, SL_E_UNSUPPORTED, "operator's padding", node->index, padding);
  }
  // extents are below 2^31, and so are all sums and products: output * stride < input + stride
  bool same = padding == SL_PADDING_SAME;
  bool fits = same || kernel <= input;
  uint32_t expected = fits ? (same ? input - 1 : input - kernel) / stride + 1 : 0;
  if (output != expected) {
    return sl_fault(model, SL_E_SHAPE, "extent of the operator's output", node->index,
                    (int32_t)output);
  }
  uint32_t covered = (output - 1) * stride + kernel;
  if (covered > input) *out_padding = (covered - input) / 2;
  return true;
}

// Computes `value` in the output's quantization, without the zero point.
static bool quantized_limit(const sl_model *model, const sl_tensor *output, uint32_t value_bits,
                            int32_t *out_limit) {
  if (sl_quantize_f32_bits(value_bits, sl_scale_bits(output), out_limit)) return true;
  return sl_fault(model, SL_E_QUANT, "scale too small for the activation (float32 bits)",
                  output->index, (int32_t)sl_scale_bits(output));
}

bool sl_prepare_activation_range(const sl_model *model, const sl_node *node,
                                 const sl_tensor *output, uint8_t activation, int8_t *out_min,
                                 int8_t *out_max) {
  int32_t low = -128, high = 127, limit = 0;
  int32_t zero_point = output->zero_point;
  switch (activation) {
    case SL_ACTIVATION_NONE:
      break;
    case SL_ACTIVATION_RELU:
      low = zero_point;
      break;
    case SL_ACTIVATION_RELU_N1_TO_1:
      if (!quantized_limit(model, output, SL_F32_ONE, &limit)) return false;
      low = zero_point - limit;
      break;
    case SL_ACTIVATION_RELU6:
      if (!quantized_limit(model, output, SL_F32_SIX, &limit)) return false;
      low = zero_point;
      break;
    default:
      return sl_fault(model, SL_E_UNSUPPORTED, "operator's fused activation", node->index,
                      activation);
  }
  bool limited = activation == SL_ACTIVATION_RELU_N1_TO_1 || activation == SL_ACTIVATION_RELU6;
  // subtraction avoids overflow: limit is up to INT32_MAX
  if (limited && limit < high - zero_point) high = zero_point + limit;
  *out_min = (int8_t)(low < -128 ? -128 : low);
  *out_max = (int8_t)high;
  return true;
}

bool sl_prepare_multiplier(const sl_model *model, const sl_node *node, sl_real real, int32_t most,
                           int32_t *out_multiplier, int8_t *out_shift) {
  int32_t shift;
  sl_quantize_multiplier(real, out_multiplier, &shift);
  *out_shift = (int8_t)shift;
  if (shift <= most) return true;
  return sl_fault(model, SL_E_QUANT, "shift of the operator's multiplier", node->index, shift);
}

bool sl_finish_operator(sl_builder *builder, sl_kernel run, const void *params, size_t bytes,
                        sl_operator *out_operator) {
  out_operator->run = run;
  out_operator->params = sl_builder_store(builder, params, (uint32_t)bytes);
  return sl_ok(builder->model);
}
