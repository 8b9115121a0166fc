// SPDX-License-Identifier: Apache-2.0
// All tensors of kernels with weights are int8 and row-major with channels last; accumulators are
// int32 and wrap around as TFLM's do.
#ifndef SEEDLITE_DEPTHWISE_H
#define SEEDLITE_DEPTHWISE_H

#include "../../run/sl_program.h"
#include "../../target/sl_lanes.h"
#include "../../target/sl_requantize.h"
#include "../../weights/sl_draw.h"
#include "../weighted/sl_sliding_window.h"

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

#endif
