// SPDX-License-Identifier: Apache-2.0
// TRANSPOSE_CONV as a convolution of the input with strides - 1 pixels of padding between its
// pixels.
#include <string.h>

#include "../conv2d/sl_conv2d.h"

// Tap (i, j) of output (y, x) lies over input ((y + pad_top - i) / stride_height, ...) where that
// is an integer. Rows and columns before the image wrap around to above it.
static void gather_column(const sl_conv2d_params *p, const int8_t *input, uint32_t y, uint32_t x,
                          int8_t *column) {
  const sl_sliding_window *window = &p->window;
  const uint32_t channels = window->input_channels, width = window->kernel_width;
  const uint32_t bottom = y + window->pad_top, right = x + window->pad_left;
  memset(column, p->input_zp, window->kernel_height * width * channels);
  uint32_t row = bottom / window->stride_height;
  for (uint32_t i = bottom % window->stride_height; i < window->kernel_height;
       i += window->stride_height, row--) {
    if (row >= window->input_height) continue;
    uint32_t pixel = right / window->stride_width;
    for (uint32_t j = right % window->stride_width; j < width; j += window->stride_width, pixel--) {
      if (pixel >= window->input_width) continue;
      memcpy(column + (i * width + j) * channels,
             input + (row * window->input_width + pixel) * channels, channels);
    }
  }
}

#include "../conv2d/sl_conv2d_gathered.h"

SL_SHARED void sl_transpose_conv_s8(const void *params, const sl_frame *frame) {
  const sl_conv2d_params *p = params;
  workspace w = lay_out(p, frame->scratch);
  sl_cursor cursor = {0, 0};
  run_channels(p, &w, frame, sl_activation(p->input_offset, frame), 0, p->window.output_channels,
               &cursor);
}
