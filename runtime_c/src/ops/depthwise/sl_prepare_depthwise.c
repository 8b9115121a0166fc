// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../weighted/sl_prepare_sliding_window.h"
#include "sl_depthwise.h"
#include "sl_depthwise_dilated.h"
#include "sl_planes.h"
#include "sl_taps.h"

enum { CHANNEL_DIMENSION = 3 };

#define BLOCK_WEIGHTS 1024u  // upper bound for a block of output channels, where possible
#define BLOCK_CHANNELS 64u
#define LEAST_BLOCK 8u
#define LEAST_STRIP 8u
#define LEAST_LINE 4u  // outputs

static bool check_channels(const sl_model *model, const sl_node *node, const sl_tensor *weights,
                           const sl_sliding_window *window) {
  bool fits = weights->dims[0] == 1 && weights->dims[3] == window->output_channels &&
              window->output_channels % window->input_channels == 0;
  if (!fits) {
    return sl_fault(model, SL_E_SHAPE, "depthwise weights' channels", weights->index,
                    (int32_t)weights->dims[3]);
  }
  int32_t multiplier = sl_option_i32(model, node, SL_DEPTHWISE_CONV_2D_DEPTH_MULTIPLIER);
  if ((uint32_t)multiplier != window->output_channels / window->input_channels) {
    return sl_fault(model, SL_E_SHAPE, "depth multiplier", node->index, multiplier);
  }
  if (window->kernel_height * window->kernel_width > SL_MAX_ROW_WEIGHTS) {
    return sl_fault(model, SL_E_UNSUPPORTED, "taps of a depthwise kernel", weights->index,
                    (int32_t)(window->kernel_height * window->kernel_width));
  }
  return true;
}

// Returns at most `channels`, in whole groups, at least one group.
static uint32_t block_channels(const sl_depthwise_params *params, uint32_t channels) {
  uint32_t taps = params->window.kernel_height * params->window.kernel_width;
  uint32_t group = sl_depthwise_group(params) * params->depth_multiplier;
  uint32_t most = BLOCK_WEIGHTS / taps < channels ? BLOCK_WEIGHTS / taps : channels;
  return most < group ? group : most / group * group;
}

// Whether the image is widened into planes: if there are too few channels for quads, and for the
// commonest kernel if lines of outputs are long enough.
static bool takes_planes(const sl_depthwise_params *params) {
  const sl_sliding_window *window = &params->window;
  sl_axis x = sl_depthwise_axis(window, true);
  bool is_3x3 = window->kernel_height == 3 && window->kernel_width == 3 && x.stride <= 2 &&
                params->requantize.fast;
  return window->input_channels < SL_QUAD || (is_3x3 && x.output >= LEAST_LINE);
}

static uint64_t scratch_bytes(const sl_depthwise_params *params, bool planes) {
  return planes ? sl_planes_scratch_bytes(params) : sl_taps_scratch_bytes(params);
}

// Chooses the largest block whose scratch fits beside the activations: it draws fastest.
static void choose_block(const sl_builder *builder, sl_depthwise_params *params, bool planes) {
  for (uint32_t channels = BLOCK_CHANNELS; channels >= LEAST_BLOCK; channels /= 2) {
    params->block_channels = block_channels(params, channels);
    if (params->weights.stored) return;
    uint64_t bytes = scratch_bytes(params, planes);
    if (bytes <= UINT32_MAX && sl_builder_has_room(builder, (uint32_t)bytes)) return;
  }
}

// Chooses the smallest number of strips whose scratch fits.
static void choose_strip(const sl_builder *builder, sl_depthwise_params *params) {
  uint32_t outputs = params->strip;
  for (uint32_t strips = 2; params->strip > LEAST_STRIP; strips++) {
    uint64_t bytes = sl_planes_scratch_bytes(params);
    if (bytes <= UINT32_MAX && sl_builder_has_scratch(builder, (uint32_t)bytes)) return;
    params->strip = sl_even((outputs + strips - 1) / strips);
  }
}

static bool finish(sl_builder *builder, sl_depthwise_params *params, sl_operator *out_operator) {
  bool planes = takes_planes(params);
  params->strip = sl_depthwise_axis(&params->window, true).output;
  choose_block(builder, params, planes);
  if (planes) choose_strip(builder, params);
  uint64_t bytes = scratch_bytes(params, planes);
  sl_builder_want_scratch(builder, bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes);
  return sl_finish_operator(builder, planes ? sl_depthwise_planes_s8 : sl_depthwise_s8, params,
                            sizeof *params, out_operator);
}

static bool finish_dilated(sl_builder *builder, const sl_depthwise_params *params,
                           const sl_dilation *dilation, sl_operator *out_operator) {
  sl_depthwise_dilated_params dilated = {.depthwise = *params, .dilation = *dilation};
  dilated.depthwise.block_channels = block_channels(params, BLOCK_CHANNELS);
  uint64_t bytes = sl_depthwise_dilated_scratch_bytes(&dilated.depthwise);
  sl_builder_want_scratch(builder, bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes);
  return sl_finish_operator(builder, sl_depthwise_dilated_s8, &dilated, sizeof dilated,
                            out_operator);
}

bool sl_prepare_depthwise(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_tensor input, weights, output;
  sl_depthwise_params params;
  const int32_t *bias;
  const sl_stride stride = {(uint32_t)sl_option_i32(model, node, SL_DEPTHWISE_CONV_2D_STRIDE_H),
                            (uint32_t)sl_option_i32(model, node, SL_DEPTHWISE_CONV_2D_STRIDE_W)};
  sl_dilation dilation = {
      (uint32_t)sl_option_i32(model, node, SL_DEPTHWISE_CONV_2D_DILATION_H_FACTOR),
      (uint32_t)sl_option_i32(model, node, SL_DEPTHWISE_CONV_2D_DILATION_W_FACTOR)};
  memset(&params, 0, sizeof params);
  if (!sl_prepare_input_s8(model, node, 0, &input) || !sl_node_input(model, node, 1, &weights) ||
      !sl_prepare_output_s8(model, node, 0, &output) ||
      !sl_prepare_weights(builder, &weights, &params.weights) ||
      !sl_prepare_sliding_window(model, node, &input, &weights, &output,
                                 sl_option_u8(model, node, SL_DEPTHWISE_CONV_2D_PADDING), stride,
                                 &dilation, &params.window) ||
      !check_channels(model, node, &weights, &params.window) ||
      !sl_prepare_bias(model, node, 2, params.window.output_channels, &bias)) {
    return false;
  }
  uint8_t activation = sl_option_u8(model, node, SL_DEPTHWISE_CONV_2D_FUSED_ACTIVATION_FUNCTION);
  if (!sl_prepare_requantize(builder, node, &input, &weights, &output, CHANNEL_DIMENSION,
                             activation, bias, &params.requantize)) {
    return false;
  }
  params.input_offset = input.arena_offset;
  params.output_offset = output.arena_offset;
  params.depth_multiplier = params.window.output_channels / params.window.input_channels;
  params.input_zp = (int8_t)input.zero_point;
  return sl_is_dilated(&dilation) ? finish_dilated(builder, &params, &dilation, out_operator)
                                  : finish(builder, &params, out_operator);
}
