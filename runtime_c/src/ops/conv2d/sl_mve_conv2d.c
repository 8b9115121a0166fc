// SPDX-License-Identifier: Apache-2.0
// sl_conv2d.c in vectors (sl_mve_conv2d_tiles.h).
#include "sl_conv2d.h"

#if SL_MVE
#include "sl_conv2d_tiles.h"

// Copies the values under the kernel, padded with the input zero point. origin: start of its rows
// in the input rows, in values; top: its first row.
static void fill_at_border(const sl_conv2d_params *p, const int8_t *input, uint32_t top,
                           int32_t origin, int8_t *column) {
  const sl_sliding_window *window = &p->window;
  uint32_t row = window->kernel_width * window->input_channels;
  uint32_t input_row = window->input_width * window->input_channels;
  uint32_t low = origin < 0 ? (uint32_t)-origin : 0;
  uint32_t high = input_row - (uint32_t)origin;
  if (high > row) high = row;
  for (uint32_t ky = 0; ky < window->kernel_height; ky++) {
    uint32_t input_y = top + ky;  // modulo 2^32: above the image, at least input_height, too
    if (input_y >= window->input_height) {
      column = sl_fill_bytes(column, p->input_zp, row);
      continue;
    }
    const int8_t *under = input + (input_y * input_row + (uint32_t)(origin + (int32_t)low));
    column = sl_fill_bytes(column, p->input_zp, low);
    column = sl_copy_bytes(column, under, high - low);
    column = sl_fill_bytes(column, p->input_zp, row - high);
  }
}

// Copies the im2col column of output pixel (y, x).
static void fill_column(const sl_conv2d_params *p, const int8_t *input, uint32_t y, uint32_t x,
                        int8_t *column) {
  const sl_sliding_window *window = &p->window;
  const uint32_t height = window->kernel_height;
  uint32_t row = window->kernel_width * window->input_channels;
  uint32_t input_row = window->input_width * window->input_channels;
  uint32_t top = y * window->stride_height - window->pad_top;
  // below 2^31, as the tensor has fewer values
  int32_t origin =
      (int32_t)((x * window->stride_width - window->pad_left) * window->input_channels);
  bool inside = top < window->input_height && top + height <= window->input_height && origin >= 0 &&
                (uint32_t)origin + row <= input_row;
  if (!inside) {
    fill_at_border(p, input, top, origin, column);
    return;
  }
  const int8_t *under = input + (top * input_row + (uint32_t)origin);
  for (uint32_t rows = height; rows > 0; rows--, under += input_row) {
    column = sl_copy_bytes(column, under, row);
  }
}

// Returns the im2col column of output pixel (y, x): in the input, if it is contiguous there and
// consists of whole vectors, otherwise in column `slot`.
static const int8_t *column_at(const sl_conv2d_params *p, const workspace *w, const int8_t *input,
                               uint32_t y, uint32_t x, uint32_t slot) {
  const sl_sliding_window *window = &p->window;
  if (w->in_place) {
    uint32_t pixel = y * window->stride_height * window->input_width + x * window->stride_width;
    return input + pixel * window->input_channels;
  }
  int8_t *column = w->columns + slot * w->padded;
  fill_column(p, input, y, x, column);
  return column;
}

SL_SHARED void sl_conv2d_s8(const void *params, const sl_frame *frame) {
  const sl_conv2d_params *p = params;
  workspace w = lay_out(p, frame->scratch);
  uint32_t channels = p->window.output_channels;
  sl_cursor cursor = {0, 0};
  for (uint32_t first = 0; first < channels; first += w.tile) {
    uint32_t rows = channels - first < w.tile ? channels - first : w.tile;
    prepare_tile(p, &w, first, rows, &cursor);
    run_tile(p, &w, sl_activation(p->input_offset, frame),
             sl_activation(p->output_offset, frame) + first, rows, column_at);
  }
}

#endif
