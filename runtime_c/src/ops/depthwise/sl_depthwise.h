// SPDX-License-Identifier: Apache-2.0
// Tensors of kernels with weights are int8 and row-major, with channels last. Accumulators are
// int32 and wrap around, as in TFLM.
#ifndef SEEDLITE_DEPTHWISE_H
#define SEEDLITE_DEPTHWISE_H

#include "../../run/sl_program.h"
#include "../../target/sl_lanes.h"
#include "../../target/sl_requantize.h"
#include "../../weights/sl_draw.h"
#include "../weighted/sl_sliding_window.h"

// DEPTHWISE_CONV_2D by blocks of output channels. Weights [1, kernel_height, kernel_width,
// output_channels], of any kind; output_channels = input_channels * depth_multiplier.
typedef struct {
  sl_weights weights;
  sl_requantize requantize;
  sl_sliding_window window;
  uint32_t input_offset;   // arena bytes; [input_height, input_width, input_channels]
  uint32_t output_offset;  // arena bytes; [output_height, output_width, output_channels]
  uint32_t depth_multiplier;
  uint32_t block_channels;  // channels drawn at a time; a multiple of SL_QUAD * depth_multiplier
  uint32_t strip;           // planes: outputs of a strip, along the longer side of the image
  int8_t input_zp;
} sl_depthwise_params;

// At least SL_QUAD input channels, processed in groups of SL_QUAD.
// Scratch: sl_taps_scratch_bytes (sl_taps.h).
void sl_depthwise_s8(const void *params, const sl_frame *frame);

// Any layer, by strips of the image; fast for few channels, and for 3x3 kernels with strides of 1
// or 2 and fast requantization. Scratch: sl_planes_scratch_bytes (sl_planes.h).
void sl_depthwise_planes_s8(const void *params, const sl_frame *frame);

#endif
