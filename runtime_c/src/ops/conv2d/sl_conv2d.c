// SPDX-License-Identifier: Apache-2.0
// CONV_2D by tiles of output channels. A tile's weights are drawn and widened once for all pixels.
// Two pixels at a time are widened into im2col columns and multiplied by two rows of weights.
#include "sl_conv2d.h"

#include <string.h>

#include "../weighted/sl_pairs.h"

#if !SL_MVE  // MVE: sl_mve_conv2d.c

// Layout of scratch.
typedef struct {
  sl_pair *pairs;    // tile_channels / 2 of them
  sl_lane *columns;  // two im2col columns, whose quads alternate
  int8_t *bytes;     // one column, where kernel rows are not whole quads
  uint32_t quads;    // of a row or column
#if SL_DSP_ASSEMBLY
  sl_pair_loop loop;  // over the tile's pairs; unused where requantization is not fast
#endif
} workspace;

static workspace lay_out(const sl_conv2d_params *p, uint8_t *scratch) {
  workspace w;
  w.quads = sl_conv2d_quads(&p->window);
  w.pairs = (sl_pair *)(void *)scratch;
  w.columns = (sl_lane *)(void *)(scratch + p->tile_channels / 2 * sl_pair_bytes(w.quads));
  w.bytes = (int8_t *)(w.columns + w.quads * SL_BLOCK);
  return w;
}

// Draws the weights of an output channel, row `i` of its pair. The columns serve as a buffer.
static void draw_row(const sl_conv2d_params *p, const workspace *w, uint32_t channel, uint32_t i,
                     sl_pair *pair, sl_cursor *cursor) {
  uint32_t count = p->window.kernel_height * p->window.kernel_width * p->window.input_channels;
  int8_t *drawn = (int8_t *)w->columns;
  if (p->weights.stored && count == w->quads * SL_QUAD) {
    const int8_t *stored = p->weights.stored + channel * count;
    sl_widen_weights(stored, w->quads, p->requantize.fast, i, pair->weights);
    return;
  }
  sl_weights_read(&p->weights, cursor, channel * count, count, drawn);
  if (w->quads * SL_QUAD != count) memset(drawn + count, 0, w->quads * SL_QUAD - count);
  sl_widen_weights(drawn, w->quads, p->requantize.fast, i, pair->weights);
}

// Returns the lane that stands for padding in a column.
static sl_lane padding_of(const sl_conv2d_params *p) {
  return (sl_lane)(p->input_zp - sl_column_zero_point(p->input_zp));
}

// Subtracts from the biases what a column of padding adds to the accumulators.
SL_NEVER_INLINE void take_padding(const workspace *w, sl_pair *pair) {
  uint32_t sums[4];
  sl_multiply_2x2(pair->weights, w->columns, w->quads, sums);
  pair->biases[0] -= sums[0];
  pair->biases[1] -= sums[2];
}

// Sets a pair's biases and requantization parameters.
static void prepare_pair(const sl_conv2d_params *p, const workspace *w, uint32_t channel,
                         uint32_t rows, sl_pair *pair) {
  for (uint32_t i = 0; i < rows; i++) {
    sl_channel from = sl_channel_of(&p->requantize, channel + i);
    sl_pair_scale scale = {from.multiplier, from.rounding, from.shift};
    sl_pair_scales(pair, w->quads)[i] = scale;
    pair->biases[i] = sl_pairs_are_twice(p->requantize.fast) ? from.bias * 2 : from.bias;
  }
  if (padding_of(p)) take_padding(w, pair);
}

static sl_pair *next_pair(const workspace *w, sl_pair *pair) {
  return (sl_pair *)(void *)((uint8_t *)pair + sl_pair_bytes(w->quads));
}

// Prepares output channels [first, first + rows). The last pair may have a single channel.
static void prepare_tile(const sl_conv2d_params *p, workspace *w, uint32_t first, uint32_t rows,
                         sl_cursor *cursor) {
#if SL_DSP_ASSEMBLY
  w->loop = sl_pair_loop_of(w->pairs, p->requantize.fast ? rows / 2 : 0, w->quads, w->columns);
#endif
  sl_pair *pair = w->pairs;
  for (uint32_t row = 0; row < rows; row++) {
    draw_row(p, w, first + row, row % 2, pair, cursor);
    if (row % 2) pair = next_pair(w, pair);
  }
  if (padding_of(p)) {
    for (uint32_t i = 0; i < w->quads * SL_BLOCK; i++) w->columns[i] = padding_of(p);
  }
  pair = w->pairs;
  for (uint32_t row = 0; row < rows; row += 2, pair = next_pair(w, pair)) {
    prepare_pair(p, w, first + row, rows - row < 2 ? 1 : 2, pair);
  }
}

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

// Computes outputs of `rows` channels at two pixels, `stride` bytes apart; 0: a single pixel.
static void run_pixels(const sl_conv2d_params *p, const workspace *w, uint32_t rows, int8_t *output,
                       uint32_t stride) {
  const sl_pair *pair = w->pairs;
  uint32_t row = 0;
#if SL_DSP_ASSEMBLY
  if (w->loop.pairs != w->loop.end) {
    sl_asm_run_pairs(&w->loop, output, stride);
    row = rows & ~1u;
    pair = w->loop.end;
  }
#endif
  for (; row < rows; row += 2, pair = sl_next_pair(pair, w->quads)) {
    uint32_t sums[4];
    sl_multiply_2x2(pair->weights, w->columns, w->quads, sums);
    for (uint32_t i = 0; i < 2 && row + i < rows; i++) {
      sl_channel channel = sl_pair_channel(pair, w->quads, i);
      output[stride + row + i] = sl_pair_output(&p->requantize, &channel, sums[2 * i + 1]);
      output[row + i] = sl_pair_output(&p->requantize, &channel, sums[2 * i]);
    }
  }
}

static void run_tile(const sl_conv2d_params *p, const workspace *w, const sl_frame *frame,
                     uint32_t first, uint32_t rows) {
  const sl_sliding_window *window = &p->window;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame) + first;
  uint32_t stride = window->output_channels, slot = 0;
  for (uint32_t y = 0; y < window->output_height; y++) {
    for (uint32_t x = 0; x < window->output_width; x++) {
      fill_column(p, w, input, y, x, slot);
      if (slot) {
        run_pixels(p, w, rows, output, stride);
        output += 2 * stride;
      }
      slot ^= 1;
    }
  }
  // an odd last pixel: the other column still holds an earlier one
  if (slot) run_pixels(p, w, rows, output, 0);
}

SL_SHARED void sl_conv2d_s8(const void *params, const sl_frame *frame) {
  const sl_conv2d_params *p = params;
  workspace w = lay_out(p, frame->scratch);
  uint32_t channels = p->window.output_channels;
  sl_cursor cursor = {0, 0};
  for (uint32_t first = 0; first < channels; first += p->tile_channels) {
    uint32_t rows = channels - first < p->tile_channels ? channels - first : p->tile_channels;
    prepare_tile(p, &w, first, rows, &cursor);
    run_tile(p, &w, frame, first, rows);
  }
}

#endif
