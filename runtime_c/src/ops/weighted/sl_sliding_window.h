// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_SLIDING_WINDOW_H
#define SEEDLITE_SLIDING_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

// The geometry of a convolution over one image. Extents, strides and padding are in pixels.
typedef struct {
  uint32_t input_height, input_width, input_channels;
  uint32_t output_height, output_width, output_channels;
  uint32_t kernel_height, kernel_width;
  uint32_t stride_height, stride_width;
  uint32_t pad_top, pad_left;
} sl_sliding_window;

// Pixels from one tap of a kernel to the next.
typedef struct {
  uint32_t height, width;
} sl_dilation;

static inline bool sl_is_dilated(const sl_dilation *dilation) {
  return dilation->height > 1 || dilation->width > 1;
}

#endif
