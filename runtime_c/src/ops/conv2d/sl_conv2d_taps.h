// SPDX-License-Identifier: Apache-2.0
// CONV_2D whose kernels' rows are not contiguous in the input: dilated ones and those of groups.
#ifndef SEEDLITE_CONV2D_TAPS_H
#define SEEDLITE_CONV2D_TAPS_H

#include "sl_conv2d.h"

typedef struct {
  sl_conv2d_params conv;  // input_channels are those of a group; whole_quads is false
  sl_dilation dilation;
  uint32_t pixel_channels;  // of the input, all groups
  uint32_t group_outputs;   // output channels of a group
} sl_conv2d_taps_params;

// Any weights. Scratch: that of sl_conv2d_s8.
void sl_conv2d_taps_s8(const void *params, const sl_frame *frame);

#endif
