// SPDX-License-Identifier: Apache-2.0
// Kernels with weights. All tensors are int8 and row-major with channels last; accumulators are
// int32 and wrap around as TFLM's do. sl_prepare_... (prepare/) checks what is promised here.
#ifndef SEEDLITE_KERNELS_WEIGHTED_H
#define SEEDLITE_KERNELS_WEIGHTED_H

#include "../../run/sl_program.h"
#include "../../target/sl_lanes.h"
#include "../../target/sl_requantize.h"
#include "../../weights/sl_draw.h"

// A window sliding over an image of one batch.
typedef struct {
  uint32_t input_height, input_width, input_channels;
  uint32_t output_height, output_width, output_channels;
  uint32_t kernel_height, kernel_width;
  uint32_t stride_height, stride_width;
  uint32_t pad_top, pad_left;
} sl_sliding_window;

// CONV_2D. Weights [output_channels, kernel_height, kernel_width, input_channels], at most
// SL_MAX_ROW_WEIGHTS per output channel.
typedef struct {
  sl_weights weights;
  sl_requantize requantize;
  sl_sliding_window window;
  uint32_t input_offset;   // arena bytes; [input_height, input_width, input_channels]
  uint32_t output_offset;  // arena bytes; [output_height, output_width, output_channels]
  uint16_t tile_channels;  // output channels that are drawn at a time; even
  uint16_t tile_words;     // scratch words of a tile in sl_conv2d_sparse_groups_s8
  bool whole_quads;        // input_channels is a multiple of 4
  int8_t input_zp;
} sl_conv2d_params;

#define SL_MAX_ROW_WEIGHTS 65535u

// Quads (sl_lanes.h) of an output channel's weights: a multiple of SL_ROW_QUADS.
static inline uint32_t sl_conv2d_quads(const sl_sliding_window *window) {
  uint32_t count = window->kernel_height * window->kernel_width * window->input_channels;
  uint32_t step = SL_QUAD * SL_ROW_QUADS;
  return (count + step - 1) / step * SL_ROW_QUADS;
}

// Any weights.
// Scratch: tile_channels / 2 pairs (sl_pairs.h), two columns, each row and column sl_conv2d_quads
// quads of lanes; as many bytes for one column more unless whole_quads.
void sl_conv2d_s8(const void *params, const sl_frame *frame);

#define SL_LIVE_BITS 32u  // of a mask, that are looked at together

// Words that an output channel without zeros takes in sl_conv2d_sparse_groups_s8, where
// input_channels is a multiple of 4.
static inline uint32_t sl_conv2d_row_words(const sl_sliding_window *window) {
  uint32_t quads = window->kernel_height * window->kernel_width * window->input_channels / SL_QUAD;
  uint32_t bits = (quads + SL_LIVE_BITS - 1) / SL_LIVE_BITS;
  return (uint32_t)(sizeof(sl_channel) / sizeof(uint32_t)) + bits + quads;
}

// Any weights, made for those with many zeros; with whole_quads.
// Scratch: two columns of lanes, tile_words words: for one channel without zeros at least.
void sl_conv2d_sparse_groups_s8(const void *params, const sl_frame *frame);

// DEPTHWISE_CONV_2D. Weights [1, kernel_height, kernel_width, output_channels], of any kind;
// output_channels = input_channels * depth_multiplier. Works through blocks of output channels.
typedef struct {
  sl_weights weights;
  sl_requantize requantize;
  sl_sliding_window window;
  uint32_t input_offset;   // arena bytes; [input_height, input_width, input_channels]
  uint32_t output_offset;  // arena bytes; [output_height, output_width, output_channels]
  uint32_t depth_multiplier;
  uint32_t block_channels;  // that are drawn at a time; a multiple of SL_QUAD * depth_multiplier
  uint32_t strip;           // outputs along the longer side of the image; of planes
  int8_t input_zp;
} sl_depthwise_params;

// At least SL_QUAD input channels, which are taken in groups of as many.
// Scratch: what sl_taps_scratch_bytes (sl_taps.h) says.
void sl_depthwise_s8(const void *params, const sl_frame *frame);

// Any layer, made for 3x3 kernels with strides of 1 or 2 where requantization is fast, and for few
// channels. Goes along strips of the image.
// Scratch: what sl_planes_scratch_bytes (sl_planes.h) says.
void sl_depthwise_planes_s8(const void *params, const sl_frame *frame);

// FULLY_CONNECTED. Weights [outputs, inputs], in input-major order if weights.input_major.
typedef struct {
  sl_weights weights;
  sl_requantize requantize;
  uint32_t input_offset;   // arena bytes; [rows, inputs]
  uint32_t output_offset;  // arena bytes; [rows, outputs]
  uint32_t rows;
  uint32_t inputs;
  uint32_t outputs;
  uint32_t scratch_bytes;  // where the weights are multiplied draw by draw
  int8_t input_zp;
} sl_fully_connected_params;

// Any weights in output-major order.
// Scratch: lanes of the inputs, in whole quads.
void sl_fully_connected_s8(const void *params, const sl_frame *frame);

// Draws of seed bits without statistics or a mask, in output-major order. Scratch: lanes of an
// output's draws, 2, 4 or 8 each, in whole blocks of 32 bytes. Of 2, 4 and 8 values with k = 8, and
// of 2 with k = 6; inputs are whole draws and a multiple of 4:
void sl_fully_connected_pairs_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_quads_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_octets_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_pairs_k6_s8(const void *params, const sl_frame *frame);

// Of up to 2, 4 and 8 values with any k:
void sl_fully_connected_pairs_any_k_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_quads_any_k_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_octets_any_k_s8(const void *params, const sl_frame *frame);

// As sl_fully_connected_quads_s8, with a mask of groups of four; inputs are a multiple of 4 *
// SL_LIVE_BITS. Scratch: lanes of the inputs.
void sl_fully_connected_sparse_groups_s8(const void *params, const sl_frame *frame);

// The same draws without a mask in input-major order, made for inputs many of which are at their
// zero point; outputs are a multiple of 4. Scratch: uint32 sums, one per output.
void sl_fully_connected_sparse_inputs_s8(const void *params, const sl_frame *frame);

// Batches of statistics alone whose statistics are unpacked at once: those of any row and up to
// three before them, or a number that makes unpacking rare.
static inline uint32_t sl_level_batches(uint32_t inputs, uint32_t count, uint32_t batch_size) {
  const uint32_t all = (count - 1) / batch_size + 1, of_row = (inputs - 1) / batch_size + 2;
  const uint32_t most = (of_row + 3 + 63) / 4 * 4;
  return all < most ? all : most;
}

// Statistics alone without a mask, in output-major order; batches of SL_HASH_WEIGHTS at least.
// Scratch: lanes of the inputs in whole words of the hash, a sum for each quad of these and one
// more, and two bytes for each of sl_level_batches.
void sl_fully_connected_levels_s8(const void *params, const sl_frame *frame);

// Weights without statistics of batches and with a mask, in output-major order; rows is 1. Inputs
// are a multiple of the mask's group, SL_QUAD, or of 8 where it is 1. Scratch: lanes of the inputs,
// twice.
void sl_fully_connected_sparse_rows_s8(const void *params, const sl_frame *frame);

// Weights of any kind, made for those with a mask or in input-major order.
// Scratch: int32 accumulators, one per row, or one per output if input-major.
void sl_fully_connected_generic_s8(const void *params, const sl_frame *frame);

#endif
