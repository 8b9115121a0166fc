// SPDX-License-Identifier: Apache-2.0
// CONV_2D by tiles of output channels (sl_conv2d_tiles.h).
#include "sl_conv2d.h"

#if !SL_MVE  // MVE: sl_mve_conv2d.c
#include "sl_conv2d_tiles.h"

// Where a column is being written: in lanes, or in bytes that are widened when it is complete.
typedef struct {
  sl_lane *lanes;  // kernel rows are whole quads; quads are SL_BLOCK apart
  int8_t *bytes;   // otherwise
} column;

static inline void append(const sl_conv2d_params *p, column *c, const int8_t *values,
                          uint32_t count, bool whole_quads) {
  if (whole_quads) {
    sl_widen_column(values, count / SL_QUAD, p->input_zp, c->lanes);
    c->lanes += count / SL_QUAD * SL_BLOCK;
  } else {
    sl_copy(values, count, c->bytes);
    c->bytes += count;
  }
}

static inline void append_padding(const sl_conv2d_params *p, column *c, uint32_t count,
                                  bool whole_quads) {
  if (whole_quads) {
    for (; count; count -= SL_QUAD, c->lanes += SL_BLOCK) {
      for (uint32_t i = 0; i < SL_QUAD; i++) c->lanes[i] = padding_of(p);
    }
  } else {
    for (; count; count--) *c->bytes++ = p->input_zp;
  }
}

// A kernel row and an input row, in values.
typedef struct {
  uint32_t row;  // length of the kernel row
  uint32_t input_row;
  uint32_t origin;     // start of the kernel row in the input row, modulo 2^32
  uint32_t low, high;  // [low, high) of the kernel row lies in the image
} span;

// No overflow: tensors have fewer than 2^31 values.
static inline span span_of(const sl_sliding_window *window, uint32_t x) {
  span s = {window->kernel_width * window->input_channels,
            window->input_width * window->input_channels, x * window->input_channels, 0, 0};
  if (x >= window->input_width) s.low = -s.origin;
  s.high = s.input_row - s.origin < s.row ? s.input_row - s.origin : s.row;
  return s;
}

// Writes the im2col column of a kernel whose first row is input row `y`, modulo 2^32, padded with
// the input zero point. `whole_quads` is a constant.
SL_ALWAYS_INLINE void fill(const sl_conv2d_params *p, column c, const int8_t *input, uint32_t y,
                           const span *s, bool whole_quads) {
  for (uint32_t end = y + p->window.kernel_height; y != end; y++) {
    if (y >= p->window.input_height) {
      append_padding(p, &c, s->row, whole_quads);
      continue;
    }
    if (s->low) append_padding(p, &c, s->low, whole_quads);
    append(p, &c, input + (y * s->input_row + (s->origin + s->low)), s->high - s->low, whole_quads);
    if (s->row != s->high) append_padding(p, &c, s->row - s->high, whole_quads);
  }
}

// fill for kernel rows of one quad.
static void fill_quads(const sl_conv2d_params *p, sl_lane *lanes, const int8_t *input, uint32_t y,
                       const span *s) {
  input += s->origin;
  for (uint32_t end = y + p->window.kernel_height; y != end; y++, lanes += SL_BLOCK) {
    if (y < p->window.input_height) {
      sl_widen_column(input + y * s->input_row, 1, p->input_zp, lanes);
    } else {
      for (uint32_t i = 0; i < SL_QUAD; i++) lanes[i] = padding_of(p);
    }
  }
}

// Returns the values under the kernel if they are contiguous in the input, so that they can be
// widened without a copy; otherwise NULL. Values past their end, which are multiplied by weights of
// 0, complete the last quad.
static inline const int8_t *find_column(const sl_conv2d_params *p, const workspace *w,
                                        const int8_t *input, uint32_t y, const span *s) {
  const sl_sliding_window *window = &p->window;
  if (window->kernel_height > 1) {
    if (s->row != s->input_row || y >= window->input_height ||
        window->kernel_height > window->input_height - y) {
      return NULL;
    }
  }
  if (s->low || s->high != s->row) return NULL;
  uint32_t first = y * s->input_row + s->origin;
  if (w->quads * SL_QUAD > window->input_height * s->input_row - first) return NULL;
  return input + first;
}

// Writes the im2col column of output pixel (y, x) to column `slot`.
static void fill_column(const sl_conv2d_params *p, const workspace *w, const int8_t *input,
                        uint32_t y, uint32_t x, uint32_t slot) {
  const sl_sliding_window *window = &p->window;
  column c = {w->columns + slot * SL_QUAD, w->bytes};
  y = y * window->stride_height - window->pad_top;
  const span s = span_of(window, x * window->stride_width - window->pad_left);
  const int8_t *found = find_column(p, w, input, y, &s);
  if (found) {
    sl_widen_column(found, w->quads, p->input_zp, c.lanes);
  } else if (s.high - s.low == SL_QUAD && s.row == SL_QUAD) {
    fill_quads(p, c.lanes, input, y, &s);
  } else if (p->whole_quads || (s.row | s.low | s.high) % SL_QUAD == 0) {
    fill(p, c, input, y, &s, true);
  } else {
    fill(p, c, input, y, &s, false);
    sl_widen_column(w->bytes, w->quads, p->input_zp, c.lanes);
  }
}

SL_SHARED void sl_conv2d_s8(const void *params, const sl_frame *frame) {
  const sl_conv2d_params *p = params;
  workspace w = lay_out(p, frame->scratch);
  uint32_t channels = p->window.output_channels;
  sl_cursor cursor = {0, 0};
  for (uint32_t first = 0; first < channels; first += p->tile_channels) {
    uint32_t rows = channels - first < p->tile_channels ? channels - first : p->tile_channels;
    prepare_tile(p, &w, first, rows, &cursor);
    run_tile(p, &w, sl_activation(p->input_offset, frame),
             sl_activation(p->output_offset, frame) + first, rows, fill_column);
  }
}

#endif
