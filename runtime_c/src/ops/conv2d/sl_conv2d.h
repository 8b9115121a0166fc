// SPDX-License-Identifier: Apache-2.0
// Tensors of kernels with weights are int8 and row-major, with channels last. Accumulators are
// int32 and wrap around, as in TFLM.
#ifndef SEEDLITE_CONV2D_H
#define SEEDLITE_CONV2D_H

#include "../../run/sl_program.h"
#include "../../target/sl_lanes.h"
#include "../../target/sl_requantize.h"
#include "../../weights/sl_draw.h"
#include "../weighted/sl_sliding_window.h"

// CONV_2D. Weights [output_channels, kernel_height, kernel_width, input_channels], at most
// SL_MAX_ROW_WEIGHTS per output channel.
typedef struct {
  sl_weights weights;
  sl_requantize requantize;
  sl_sliding_window window;
  uint32_t input_offset;   // arena bytes; [input_height, input_width, input_channels]
  uint32_t output_offset;  // arena bytes; [output_height, output_width, output_channels]
  uint16_t tile_channels;  // output channels drawn at a time; even
  uint16_t tile_words;     // scratch words of a tile in sl_conv2d_sparse_groups_s8
  bool whole_quads;        // input_channels is a multiple of 4
  int8_t input_zp;
} sl_conv2d_params;

// Returns the quads (sl_lanes.h) of an output channel's weights: a multiple of SL_ROW_QUADS.
static inline uint32_t sl_conv2d_quads(const sl_sliding_window *window) {
  uint32_t count = window->kernel_height * window->kernel_width * window->input_channels;
  uint32_t step = SL_QUAD * SL_ROW_QUADS;
  return (count + step - 1) / step * SL_ROW_QUADS;
}

// Any weights.
// Scratch: tile_channels / 2 pairs (sl_pairs.h) and two im2col columns; rows and columns have
// sl_conv2d_quads quads of lanes. Unless whole_quads, a column of bytes, too.
void sl_conv2d_s8(const void *params, const sl_frame *frame);

// TRANSPOSE_CONV of any weights: strides and padding are the output's, whose window they move over
// the input; whole_quads is false. Scratch: that of sl_conv2d_s8.
void sl_transpose_conv_s8(const void *params, const sl_frame *frame);

// Returns the scratch words of an output channel without zeros in sl_conv2d_sparse_groups_s8;
// input_channels is a multiple of 4.
static inline uint32_t sl_conv2d_row_words(const sl_sliding_window *window) {
  uint32_t quads = window->kernel_height * window->kernel_width * window->input_channels / SL_QUAD;
  uint32_t bits = (quads + SL_LIVE_BITS - 1) / SL_LIVE_BITS;
  return (uint32_t)(sizeof(sl_channel) / sizeof(uint32_t)) + bits + quads;
}

// Any weights; fast where many are zero. Requires whole_quads.
// Scratch: two columns of lanes and tile_words words, at least sl_conv2d_row_words.
void sl_conv2d_sparse_groups_s8(const void *params, const sl_frame *frame);

// Whether a kernel that skips quads by a mask is faster, where `live` of `quads` have a weight that
// is not zero: where these are fewer than 5 of 9, by tools/bench_skipping.py.
static inline bool sl_conv2d_skipping_pays(uint32_t live, uint32_t quads) {
  return (uint64_t)live * 9 < (uint64_t)quads * 5;
}

#endif
