// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_conv2d.h"

#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../fully_connected/sl_prepare_fully_connected.h"
#include "../weighted/sl_pairs.h"
#include "../weighted/sl_prepare_sliding_window.h"
#include "sl_conv2d_taps.h"

enum { CHANNEL_DIMENSION = 0 };

#define MOST_TILE_PAIRS 32767u
#define MOST_TILE_WORDS 65535u

// Returns the groups of the input channels: as many as the weights' channels go into them, or 1.
static uint32_t groups_of(const sl_tensor *weights, const sl_sliding_window *window) {
  return window->input_channels % weights->dims[3] ? 1 : window->input_channels / weights->dims[3];
}

bool sl_check_conv2d_channels(const sl_model *model, const sl_tensor *weights,
                              const sl_sliding_window *window, uint32_t groups) {
  bool fits = weights->dims[3] * groups == window->input_channels && weights->dims[0] % groups == 0;
  if (!fits) {
    return sl_fault(model, SL_E_SHAPE, "weights' input channels", weights->index,
                    (int32_t)weights->dims[3]);
  }
  if (weights->dims[0] != window->output_channels) {
    return sl_fault(model, SL_E_SHAPE, "weights' output channels", weights->index,
                    (int32_t)weights->dims[0]);
  }
  uint32_t row = weights->elements / weights->dims[0];
  if (row > SL_MAX_ROW_WEIGHTS) {
    return sl_fault(model, SL_E_UNSUPPORTED, "weights of one output channel", weights->index,
                    (int32_t)row);
  }
  return true;
}

// Returns the bytes of scratch of a tile of `channels` in sl_conv2d_s8.
static uint64_t tile_bytes(const sl_conv2d_params *params, uint32_t channels) {
  uint32_t quads = sl_conv2d_quads(&params->window);                // < 2^14 + 2
  uint32_t columns = quads * SL_BLOCK * (uint32_t)sizeof(sl_lane);  // < 2^19
  uint32_t bytes = params->whole_quads ? 0 : quads * SL_QUAD;
  return (uint64_t)(channels / 2) * sl_pair_bytes(quads) + columns + bytes;
}

void sl_choose_conv2d_tile(sl_builder *builder, sl_conv2d_params *params, uint32_t channels) {
  uint32_t pairs = (channels + 1) / 2;
  uint32_t tile = pairs < MOST_TILE_PAIRS ? pairs : MOST_TILE_PAIRS;
  for (uint32_t tiles = 2; tile > 1; tiles++) {
    uint64_t bytes = tile_bytes(params, 2 * tile);
    if (bytes <= UINT32_MAX && sl_builder_has_scratch(builder, (uint32_t)bytes)) break;
    tile = (pairs + tiles - 1) / tiles;
  }
  params->tile_channels = (uint16_t)(2 * tile);
  // two channels of 2^16 weights: < 2^20
  sl_builder_want_scratch(builder, (uint32_t)tile_bytes(params, 2 * tile));
}

// Whether the quads that a mask skips are enough. A quad is live if any of its weights is.
static bool skipping_pays(const sl_weights *weights) {
  uint32_t group = weights->mask_group, quads = weights->count / SL_QUAD, live = 0;
  if (group != 1 && group != SL_QUAD) return false;
  for (uint32_t i = 0; i < quads; i++) {
    uint32_t bits = group == 1 ? weights->mask[i / 2] >> 4 * (i % 2) & 15u
                               : (uint32_t) - (weights->mask[i / 8] >> i % 8 & 1) & 15u;
    live += bits != 15u;
  }
  return sl_conv2d_skipping_pays(live, quads);
}

// Chooses nearly the largest tile of sl_conv2d_sparse_groups_s8 whose scratch fits.
static void choose_sparse_tile(sl_builder *builder, sl_conv2d_params *params) {
  const sl_sliding_window *window = &params->window;
  uint32_t row = sl_conv2d_row_words(window);  // < 2^15
  uint32_t columns = 2 * (uint32_t)sizeof(sl_lane) * window->kernel_height * window->kernel_width *
                     window->input_channels;
  uint32_t words = MOST_TILE_WORDS / row < window->output_channels ? MOST_TILE_WORDS
                                                                   : row * window->output_channels;
  while (words > row && !sl_builder_has_scratch(builder, columns + words * 4)) {
    words -= words / 64 + 1;
  }
  if (words < row) words = row;
  params->tile_words = (uint16_t)words;
  sl_builder_want_scratch(builder, columns + words * 4);
}

// Whether the kernel covers the image, without padding, so that every weight is used once.
static bool is_dense(const sl_sliding_window *window) {
  return window->kernel_height == window->input_height &&
         window->kernel_width == window->input_width &&
         window->output_height * window->output_width == 1;
}

static bool finish_dense(sl_builder *builder, const sl_conv2d_params *params,
                         sl_operator *out_operator) {
  const sl_sliding_window *window = &params->window;
  sl_fully_connected_params dense = {
      .weights = params->weights,
      .requantize = params->requantize,
      .input_offset = params->input_offset,
      .output_offset = params->output_offset,
      .rows = 1,
      .inputs = window->input_height * window->input_width * window->input_channels,
      .outputs = window->output_channels,
      .input_zp = params->input_zp};
  return sl_finish_fully_connected(builder, &dense, out_operator);
}

// Chooses among the kernels of an ungrouped convolution without dilation.
static bool finish_whole(sl_builder *builder, sl_conv2d_params *params, sl_operator *out_operator) {
  params->whole_quads = params->window.input_channels % SL_QUAD == 0;
  bool sparse = params->weights.mask && params->whole_quads && skipping_pays(&params->weights);
  if (sparse) {
    choose_sparse_tile(builder, params);
  } else {
    sl_choose_conv2d_tile(builder, params, params->window.output_channels);
  }
  return sl_finish_operator(builder, sparse ? sl_conv2d_sparse_groups_s8 : sl_conv2d_s8, params,
                            sizeof *params, out_operator);
}

static bool finish_taps(sl_builder *builder, const sl_conv2d_params *params,
                        const sl_dilation *dilation, uint32_t group_channels,
                        sl_operator *out_operator) {
  const sl_sliding_window *window = &params->window;
  sl_conv2d_taps_params taps = {
      .conv = *params,
      .dilation = *dilation,
      .pixel_channels = window->input_channels,
      .group_outputs = window->output_channels / (window->input_channels / group_channels)};
  taps.conv.window.input_channels = group_channels;
  sl_choose_conv2d_tile(builder, &taps.conv, taps.group_outputs);
  return sl_finish_operator(builder, sl_conv2d_taps_s8, &taps, sizeof taps, out_operator);
}

bool sl_prepare_conv2d(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_tensor input, weights, output;
  sl_conv2d_params params;
  const int32_t *bias;
  const sl_stride stride = {(uint32_t)sl_option_i32(model, node, SL_CONV_2D_STRIDE_H),
                            (uint32_t)sl_option_i32(model, node, SL_CONV_2D_STRIDE_W)};
  sl_dilation dilation = {(uint32_t)sl_option_i32(model, node, SL_CONV_2D_DILATION_H_FACTOR),
                          (uint32_t)sl_option_i32(model, node, SL_CONV_2D_DILATION_W_FACTOR)};
  memset(&params, 0, sizeof params);
  if (!sl_prepare_input_s8(model, node, 0, &input) || !sl_node_input(model, node, 1, &weights) ||
      !sl_prepare_output_s8(model, node, 0, &output) ||
      !sl_prepare_weights(builder, &weights, &params.weights) ||
      !sl_prepare_sliding_window(model, node, &input, &weights, &output,
                                 sl_option_u8(model, node, SL_CONV_2D_PADDING), stride, &dilation,
                                 &params.window) ||
      !sl_check_conv2d_channels(model, &weights, &params.window,
                                groups_of(&weights, &params.window)) ||
      !sl_prepare_bias(model, node, 2, params.window.output_channels, &bias)) {
    return false;
  }
  uint8_t activation = sl_option_u8(model, node, SL_CONV_2D_FUSED_ACTIVATION_FUNCTION);
  if (!sl_prepare_requantize(builder, node, &input, &weights, &output, CHANNEL_DIMENSION,
                             activation, bias, &params.requantize)) {
    return false;
  }
  params.input_offset = input.arena_offset;
  params.output_offset = output.arena_offset;
  params.input_zp = (int8_t)input.zero_point;
  if (sl_is_dilated(&dilation) || weights.dims[3] != params.window.input_channels) {
    return finish_taps(builder, &params, &dilation, weights.dims[3], out_operator);
  }
  return is_dense(&params.window) ? finish_dense(builder, &params, out_operator)
                                  : finish_whole(builder, &params, out_operator);
}
