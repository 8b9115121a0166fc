// SPDX-License-Identifier: Apache-2.0
// Convolutions by tiles whose im2col columns are gathered in bytes. Before it is included,
// gather_column is defined, of type
//   void gather_column(const sl_conv2d_params *p, const int8_t *input, uint32_t y, uint32_t x,
//                      int8_t *column);
// which writes the inputs under the kernel of output pixel (y, x), or the input zero point.
#ifndef SEEDLITE_CONV2D_GATHERED_H
#define SEEDLITE_CONV2D_GATHERED_H

#include "sl_conv2d_tiles.h"

#if SL_MVE
static const int8_t *column_at(const sl_conv2d_params *p, const workspace *w, const int8_t *input,
                               uint32_t y, uint32_t x, uint32_t slot) {
  int8_t *column = w->columns + slot * w->padded;
  gather_column(p, input, y, x, column);
  return column;
}
#else
static void column_at(const sl_conv2d_params *p, const workspace *w, const int8_t *input,
                      uint32_t y, uint32_t x, uint32_t slot) {
  gather_column(p, input, y, x, w->bytes);
  sl_widen_column(w->bytes, w->quads, p->input_zp, w->columns + slot * SL_QUAD);
}
#endif

// Computes output channels [first, first + count). input: the first channel that they take.
static void run_channels(const sl_conv2d_params *p, workspace *w, const sl_frame *frame,
                         const int8_t *input, uint32_t first, uint32_t count, sl_cursor *cursor) {
  int8_t *output = sl_activation(p->output_offset, frame);
  for (uint32_t end = first + count, rows; first < end; first += rows) {
    rows = end - first < w->tile ? end - first : w->tile;
    prepare_tile(p, w, first, rows, cursor);
    run_tile(p, w, input, output + first, rows, column_at);
  }
}

#endif
