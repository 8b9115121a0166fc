// SPDX-License-Identifier: Apache-2.0
// CONV_2D whose kernels' rows are not contiguous in the input: dilated ones and those of groups.
#ifndef SEEDLITE_CONV2D_TAPS_H
#define SEEDLITE_CONV2D_TAPS_H

#include <string.h>

#include "sl_conv2d.h"

typedef struct {
  sl_conv2d_params conv;  // input_channels are those of a group; whole_quads is false
  sl_dilation dilation;
  uint32_t pixel_channels;  // of the input, all groups
  uint32_t group_outputs;   // output channels of a group
} sl_conv2d_taps_params;

// Any weights. Scratch: that of sl_conv2d_s8.
void sl_conv2d_taps_s8(const void *params, const sl_frame *frame);

// Returns the first input channel of the group of output channel `channel`.
static inline uint32_t sl_group_input(const sl_conv2d_taps_params *p, uint32_t channel) {
  return channel / p->group_outputs * p->conv.window.input_channels;
}

// Copies the inputs under the kernel of output pixel (y, x), padded with the input zero point.
// input: the group's first channel. No overflow: positions are below 2^32, as sl_prepare_window
// checked; those before the image wrap around to above it.
static inline void sl_gather_taps(const sl_conv2d_taps_params *p, const int8_t *input, uint32_t y,
                                  uint32_t x, int8_t *column) {
  const sl_sliding_window *window = &p->conv.window;
  const uint32_t channels = window->input_channels;
  uint32_t top = y * window->stride_height - window->pad_top;
  for (uint32_t i = 0; i < window->kernel_height; i++, top += p->dilation.height) {
    uint32_t left = x * window->stride_width - window->pad_left;
    for (uint32_t j = 0; j < window->kernel_width; j++, left += p->dilation.width) {
      const bool inside = top < window->input_height && left < window->input_width;
      if (inside) {
        memcpy(column, input + (top * window->input_width + left) * p->pixel_channels, channels);
      } else {
        memset(column, p->conv.input_zp, channels);
      }
      column += channels;
    }
  }
}

#endif
