// SPDX-License-Identifier: Apache-2.0
// CONV_2D whose weights have many zeros. A tile of output channels keeps only its live quads, which
// are multiplied by the im2col columns of two pixels.
#include <string.h>

#include "../weighted/sl_live.h"
#include "sl_conv2d.h"

// Layout of scratch.
typedef struct {
  sl_lane *columns;  // two im2col columns, whose quads alternate
  uint32_t *tile;    // for each output channel: sl_channel, words of live bits, live quads
  uint32_t *room;    // end of the tile's space
  uint32_t quads;    // of a row or column
  uint32_t words;    // words of live bits in a row
} workspace;

static workspace lay_out(const sl_conv2d_params *p, uint8_t *scratch) {
  workspace w;
  w.quads = p->window.kernel_height * p->window.kernel_width * p->window.input_channels / SL_QUAD;
  w.words = (w.quads + SL_LIVE_BITS - 1) / SL_LIVE_BITS;
  w.columns = (sl_lane *)(void *)scratch;
  w.tile = (uint32_t *)(void *)(w.columns + w.quads * SL_BLOCK);
  w.room = w.tile + p->tile_words;
  return w;
}

// Whether a mask bit stands for a quad and the live quads are consecutive draws.
static bool masks_quads(const sl_weights *weights) {
  return !weights->stored && weights->mask && weights->mask_group == SL_QUAD &&
         sl_weights_are_draws(weights);
}

// Writes the live bits of quads [first, first + count) by the mask; returns the number of set bits.
static uint32_t live_bits(const uint8_t *mask, uint32_t first, uint32_t count, uint32_t *live) {
  const uint32_t end = first + count;
  uint32_t set = 0, bits = (uint32_t)(mask[first / 8] ^ 0xFF) >> first % 8;
  for (uint32_t word = 0, left = SL_LIVE_BITS; first < end; word = 0, left = SL_LIVE_BITS) {
    while (left && first < end) {
      if (first % 8 == 0) {
        bits = mask[first / 8] ^ 0xFFu;
        if (!bits && left >= 8 && end - first >= 8) {
          first += 8;
          left -= 8;
          continue;
        }
      }
      left--;
      first++;
      word |= (bits & 1u) << left;
      set += bits & 1u;
      bits >>= 1;
    }
    *live++ = word;
  }
  return set;
}

// Draws a row, with the columns as a buffer; keeps quads that are not zero and returns their
// number.
static uint32_t drawn_quads(const sl_conv2d_params *p, const workspace *w, uint32_t begin,
                            sl_cursor *cursor, uint32_t *live, uint32_t *quads) {
  const int8_t *drawn = (const int8_t *)w->columns;
  uint32_t set = 0;
  sl_weights_read(&p->weights, cursor, begin, w->quads * SL_QUAD, (int8_t *)w->columns);
  memset(live, 0, w->words * sizeof *live);
  for (uint32_t quad = 0; quad < w->quads; quad++, drawn += SL_QUAD) {
    uint32_t word;
    memcpy(&word, drawn, sizeof word);
    if (!word) continue;
    live[quad / SL_LIVE_BITS] |= 0x80000000u >> quad % SL_LIVE_BITS;
    quads[set++] = word;
  }
  return set;
}

// |sum| <= 2^23: a row has at most 2^16 weights. Its product with a zero point is below 2^31.
static int32_t sum_of(const int8_t *weights, uint32_t quads) {
  int32_t sum = 0;
  for (; quads; quads--, weights += SL_QUAD) {
    sum += weights[0] + weights[1] + weights[2] + weights[3];
  }
  return sum;
}

// Draws an output channel to `at`. Returns its end, or NULL if the tile's space does not suffice.
static uint32_t *draw_row(const sl_conv2d_params *p, const workspace *w, uint32_t channel,
                          sl_cursor *cursor, uint32_t *at) {
  const uint32_t first = channel * w->quads, header = sizeof(sl_channel) / sizeof *at;
  const bool by_mask = masks_quads(&p->weights);
  uint32_t *live = at + header, *quads = live + w->words;
  uint32_t set = w->quads;  // upper bound
  if (by_mask && quads <= w->room) set = live_bits(p->weights.mask, first, w->quads, live);
  if (at + header + w->words + set > w->room) return NULL;
  if (!by_mask) {
    set = drawn_quads(p, w, first * SL_QUAD, cursor, live, quads);
  } else if (set) {
    sl_weights_read_live(&p->weights, cursor->live, set * SL_QUAD, (int8_t *)quads);
    cursor->live += set * SL_QUAD;
  }
  sl_channel scaling = sl_channel_of(&p->requantize, channel);
  scaling.bias -= (uint32_t)(sum_of((const int8_t *)quads, set) * p->input_zp);
  memcpy(at, &scaling, sizeof scaling);
  return quads + set;
}

static sl_lane *append_padding(const sl_conv2d_params *p, uint32_t pixels, sl_lane *out) {
  uint32_t quads = pixels * (p->window.input_channels / SL_QUAD);
  for (; quads; quads--, out += SL_BLOCK) {
    for (uint32_t i = 0; i < SL_QUAD; i++) out[i] = p->input_zp;
  }
  return out;
}

static sl_lane *append(const sl_conv2d_params *p, const int8_t *pixel, uint32_t pixels,
                       sl_lane *out) {
  uint32_t quads = pixels * (p->window.input_channels / SL_QUAD);
  sl_widen(pixel, quads, out);
  return out + quads * SL_BLOCK;
}

// Writes the im2col column of output pixel (y, x) to column `slot`.
static void fill_column(const sl_conv2d_params *p, const workspace *w, const int8_t *input,
                        uint32_t y, uint32_t x, uint32_t slot) {
  const sl_sliding_window *window = &p->window;
  sl_lane *out = w->columns + slot * SL_QUAD;
  // kernel columns [low, high), at least one, lie in the image; it starts at x - pad_left
  uint32_t left = x * window->stride_width, low = 0, high = window->kernel_width;
  if (left < window->pad_left) low = window->pad_left - left;
  uint32_t room = window->input_width + window->pad_left - left;
  if (room < high) high = room;
  for (uint32_t ky = 0; ky < window->kernel_height; ky++) {
    // modulo 2^32: rows above the image have numbers of input_height and more, too
    uint32_t input_y = y * window->stride_height - window->pad_top + ky;
    if (input_y >= window->input_height) {
      out = append_padding(p, window->kernel_width, out);
      continue;
    }
    uint32_t pixel = input_y * window->input_width + (left + low - window->pad_left);
    out = append_padding(p, low, out);
    out = append(p, input + pixel * window->input_channels, high - low, out);
    out = append_padding(p, window->kernel_width - high, out);
  }
}

// Computes outputs of the tile's channels, up to `end`, at two pixels, which may be the same.
static void run_pixels(const sl_conv2d_params *p, const workspace *w, const uint32_t *end,
                       int8_t *output_0, int8_t *output_1) {
  for (const uint32_t *row = w->tile; row < end;) {
    const sl_channel *channel = (const sl_channel *)(const void *)row;
    uint32_t sums[2];
    const uint32_t *live = row + sizeof *channel / sizeof *row;
    row = sl_multiply_live_quads(live, w->words, w->columns, sums);
    *output_1++ = sl_output_of(&p->requantize, channel, sums[1]);
    *output_0++ = sl_output_of(&p->requantize, channel, sums[0]);
  }
}

static void run_tile(const sl_conv2d_params *p, const workspace *w, const sl_frame *frame,
                     uint32_t first, const uint32_t *end) {
  const sl_sliding_window *window = &p->window;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame) + first;
  uint32_t stride = window->output_channels, slot = 0;
  for (uint32_t y = 0; y < window->output_height; y++) {
    for (uint32_t x = 0; x < window->output_width; x++) {
      fill_column(p, w, input, y, x, slot);
      if (slot) {
        run_pixels(p, w, end, output, output + stride);
        output += 2 * stride;
      }
      slot ^= 1;
    }
  }
  // an odd last pixel: the other column's values are irrelevant
  if (slot) run_pixels(p, w, end, output, output);
}

SL_SHARED void sl_conv2d_sparse_groups_s8(const void *params, const sl_frame *frame) {
  const sl_conv2d_params *p = params;
  const workspace w = lay_out(p, frame->scratch);
  sl_cursor cursor = {0, 0};
  for (uint32_t channel = 0; channel < p->window.output_channels;) {
    uint32_t first = channel, *end = w.tile;
    while (channel < p->window.output_channels) {
      uint32_t *next = draw_row(p, &w, channel, &cursor, end);
      if (!next) break;  // the first one fits
      end = next;
      channel++;
    }
    run_tile(p, &w, frame, first, end);
  }
}
