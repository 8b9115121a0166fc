// SPDX-License-Identifier: Apache-2.0
// What CONV_2D's kernels share that work by tiles of output channels. A tile's weights are drawn
// and widened once for all pixels. Two pixels at a time are widened into im2col columns and
// multiplied by two rows of weights.
#ifndef SEEDLITE_CONV2D_TILES_H
#define SEEDLITE_CONV2D_TILES_H

#include "sl_conv2d.h"

#if SL_MVE
#include "sl_mve_conv2d_tiles.h"
#else
#include <string.h>

#include "../weighted/sl_pairs.h"

// Layout of scratch.
typedef struct {
  sl_pair *pairs;     // tile_channels / 2 of them
  sl_lane *columns;   // two im2col columns, whose quads alternate
  int8_t *bytes;      // one column, where kernel rows are not whole quads
  uint32_t quads;     // of a row or column
  uint32_t tile;      // output channels drawn at a time
#if SL_DSP_ASSEMBLY
  sl_pair_loop loop;  // over the tile's pairs; unused where requantization is not fast
#endif
} workspace;

static workspace lay_out(const sl_conv2d_params *p, uint8_t *scratch) {
  workspace w;
  w.quads = sl_conv2d_quads(&p->window);
  w.tile = p->tile_channels;
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

// Writes the im2col column of output pixel (y, x) to column `slot`.
typedef void (*column_filler)(const sl_conv2d_params *p, const workspace *w, const int8_t *input,
                              uint32_t y, uint32_t x, uint32_t slot);

// Computes outputs of `rows` channels, the first at `output`. `fill_column` is a constant.
SL_ALWAYS_INLINE void run_tile(const sl_conv2d_params *p, const workspace *w, const int8_t *input,
                               int8_t *output, uint32_t rows, column_filler fill_column) {
  const sl_sliding_window *window = &p->window;
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

#endif

#endif
