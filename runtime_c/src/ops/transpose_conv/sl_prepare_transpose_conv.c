// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../conv2d/sl_prepare_conv2d.h"
#include "../move/sl_prepare_shape.h"
#include "../weighted/sl_prepare_sliding_window.h"

enum { OUTPUT_SHAPE, WEIGHTS, INPUT, BIAS };  // inputs
enum { CHANNEL_DIMENSION = 0 };

// Checks that input 0 repeats the output's shape.
static bool check_shape(const sl_model *model, const sl_node *node, const sl_tensor *output) {
  sl_tensor shape;
  if (!sl_prepare_constant_s32(model, node, OUTPUT_SHAPE, &shape)) return false;
  bool same = shape.elements == output->rank;
  for (uint32_t d = 0; same && d < output->rank; d++) {
    same = (uint32_t)sl_constant_s32(&shape, d) == output->dims[d];
  }
  if (same) return true;
  return sl_fault(model, SL_E_SHAPE, "shape of the operator's output", node->index,
                  (int32_t)output->elements);
}

// The window moves over the output: roles are exchanged.
static bool prepare_window(const sl_model *model, const sl_node *node, const sl_tensor *input,
                           const sl_tensor *weights, const sl_tensor *output,
                           sl_sliding_window *window) {
  sl_sliding_window forward;
  const sl_stride stride = {(uint32_t)sl_option_i32(model, node, SL_TRANSPOSE_CONV_STRIDE_H),
                            (uint32_t)sl_option_i32(model, node, SL_TRANSPOSE_CONV_STRIDE_W)};
  sl_dilation none = {1, 1};
  if (!sl_prepare_sliding_window(model, node, output, weights, input,
                                 sl_option_u8(model, node, SL_TRANSPOSE_CONV_PADDING), stride,
                                 &none, &forward)) {
    return false;
  }
  *window = forward;
  window->input_height = forward.output_height;
  window->input_width = forward.output_width;
  window->input_channels = forward.output_channels;
  window->output_height = forward.input_height;
  window->output_width = forward.input_width;
  window->output_channels = forward.input_channels;
  return true;
}

bool sl_prepare_transpose_conv(sl_builder *builder, const sl_node *node,
                               sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_tensor input, weights, output;
  sl_conv2d_params params;
  const int32_t *bias;
  memset(&params, 0, sizeof params);
  if (!sl_prepare_input_s8(model, node, INPUT, &input) ||
      !sl_node_input(model, node, WEIGHTS, &weights) ||
      !sl_prepare_output_s8(model, node, 0, &output) ||
      !sl_prepare_weights(builder, &weights, &params.weights) ||
      !prepare_window(model, node, &input, &weights, &output, &params.window) ||
      !check_shape(model, node, &output) ||
      !sl_check_conv2d_channels(model, &weights, &params.window, 1) ||
      !sl_prepare_bias(model, node, BIAS, params.window.output_channels, &bias)) {
    return false;
  }
  uint8_t activation = sl_option_u8(model, node, SL_TRANSPOSE_CONV_FUSED_ACTIVATION_FUNCTION);
  if (!sl_prepare_requantize(builder, node, &input, &weights, &output, CHANNEL_DIMENSION,
                             activation, bias, &params.requantize)) {
    return false;
  }
  params.input_offset = input.arena_offset;
  params.output_offset = output.arena_offset;
  params.input_zp = (int8_t)input.zero_point;
  sl_choose_conv2d_tile(builder, &params, params.window.output_channels);
  return sl_finish_operator(builder, sl_transpose_conv_s8, &params, sizeof params, out_operator);
}
