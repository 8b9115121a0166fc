// SPDX-License-Identifier: Apache-2.0
// CONV_2D with dilation or groups: columns are gathered tap by tap, group by group.
#include "sl_conv2d_taps.h"

#include <string.h>

// No overflow: positions are below 2^32, as sl_prepare_window checked; those before the image wrap
// around to above it.
static void gather_column(const sl_conv2d_params *p, const int8_t *input, uint32_t y, uint32_t x,
                          int8_t *column) {
  const sl_conv2d_taps_params *taps = (const sl_conv2d_taps_params *)(const void *)p;
  const sl_sliding_window *window = &p->window;
  const uint32_t channels = window->input_channels;
  uint32_t top = y * window->stride_height - window->pad_top;
  for (uint32_t i = 0; i < window->kernel_height; i++, top += taps->dilation.height) {
    uint32_t left = x * window->stride_width - window->pad_left;
    for (uint32_t j = 0; j < window->kernel_width; j++, left += taps->dilation.width) {
      const bool inside = top < window->input_height && left < window->input_width;
      if (inside) {
        memcpy(column, input + (top * window->input_width + left) * taps->pixel_channels, channels);
      } else {
        memset(column, p->input_zp, channels);
      }
      column += channels;
    }
  }
}

#include "sl_conv2d_gathered.h"

SL_SHARED void sl_conv2d_taps_s8(const void *params, const sl_frame *frame) {
  const sl_conv2d_taps_params *taps = params;
  const sl_conv2d_params *p = &taps->conv;
  const int8_t *input = sl_activation(p->input_offset, frame);
  workspace w = lay_out(p, frame->scratch);
  sl_cursor cursor = {0, 0};
  for (uint32_t first = 0; first < p->window.output_channels; first += taps->group_outputs) {
    run_channels(p, &w, frame, input, first, taps->group_outputs, &cursor);
    input += p->window.input_channels;
  }
}
