// SPDX-License-Identifier: Apache-2.0
// CONV_2D with dilation or groups: sl_conv2d.c with columns that are gathered tap by tap, group by
// group.
#include "sl_conv2d_taps.h"

#if !SL_MVE  // MVE: sl_mve_conv2d_taps.c
#include "sl_conv2d_tiles.h"

static void fill_column(const sl_conv2d_params *p, const workspace *w, const int8_t *input,
                        uint32_t y, uint32_t x, uint32_t slot) {
  sl_gather_taps((const sl_conv2d_taps_params *)(const void *)p, input, y, x, w->bytes);
  sl_widen_column(w->bytes, w->quads, p->input_zp, w->columns + slot * SL_QUAD);
}

SL_SHARED void sl_conv2d_taps_s8(const void *params, const sl_frame *frame) {
  const sl_conv2d_taps_params *taps = params;
  const sl_conv2d_params *p = &taps->conv;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  workspace w = lay_out(p, frame->scratch);
  sl_cursor cursor = {0, 0};
  for (uint32_t first = 0; first < p->window.output_channels;) {
    const uint32_t left = taps->group_outputs - first % taps->group_outputs;
    const uint32_t rows = left < p->tile_channels ? left : p->tile_channels;
    prepare_tile(p, &w, first, rows, &cursor);
    run_tile(p, &w, input + sl_group_input(taps, first), output + first, rows, fill_column);
    first += rows;
  }
}

#endif
