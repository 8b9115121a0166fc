// A tile of output channels is drawn and widened once and serves every pixel. Pixels are taken two
// at a time: what lies under the kernel is widened into two columns, which meet two rows of weights
// at a time.
#include <string.h>

#include "kernels_weighted.h"
#include "lanes.h"

#if !SL_MVE  // which has mve/conv2d_vectors.c

// Scratch, from its start on.
typedef struct {
  sl_channel *channels;  // [tile_channels]
  sl_lane *weights;      // pairs of rows, each pair quad by quad in turn
  sl_lane *columns;      // two of them, quad by quad in turn
  int8_t *bytes;         // one column, where kernel rows are no whole quads
  uint32_t quads;        // of a row or column
} workspace;

static workspace lay_out(const sl_conv2d_params *p, uint8_t *scratch) {
  workspace w;
  w.quads = sl_conv2d_quads(&p->window);
  w.channels = (sl_channel *)(void *)scratch;
  w.weights = (sl_lane *)(void *)(w.channels + p->tile_channels);
  w.columns = w.weights + p->tile_channels * w.quads * SL_QUAD;
  w.bytes = (int8_t *)(w.columns + w.quads * SL_BLOCK);
  return w;
}

// Draws rows [first, first + rows) into the tile, by way of the columns' place.
static void draw_tile(const sl_conv2d_params *p, const workspace *w, uint32_t first, uint32_t rows,
                      sl_cursor *cursor) {
  uint32_t count = p->window.kernel_height * p->window.kernel_width * p->window.input_channels;
  uint32_t padded = w->quads * SL_QUAD;
  int8_t *drawn = (int8_t *)w->columns;
  for (uint32_t row = 0; row < rows; row++) {
    sl_weights_read(&p->weights, cursor, (first + row) * count, count, drawn);
    memset(drawn + count, 0, padded - count);
    sl_lane *pair = w->weights + (row / 2) * 2 * padded;
    sl_widen(drawn, w->quads, pair + (row % 2) * SL_QUAD);
  }
}

// What requantization needs, the biases less what the input zero point adds to every sum.
static void prepare_channels(const sl_conv2d_params *p, const workspace *w, uint32_t first,
                             uint32_t rows) {
  const sl_lane *weights = w->weights;
  for (uint32_t i = 0; i < w->quads * SL_BLOCK; i++) w->columns[i] = p->input_zp;
  for (uint32_t row = 0; row < rows; row += 2) {
    uint32_t sums[4];
    weights = sl_multiply_2x2(weights, w->columns, w->quads, sums);
    for (uint32_t i = 0; i < 2 && row + i < rows; i++) {
      w->channels[row + i] = sl_channel_of(&p->requantize, first + row + i);
      w->channels[row + i].bias -= sums[2 * i];
    }
  }
}

// Where a column is being filled.
typedef struct {
  sl_lane *quads;  // SL_BLOCK apart; used where kernel rows are whole quads
  int8_t *bytes;   // else
} column;

static void append(column *c, const int8_t *values, uint32_t count, bool whole_quads) {
  if (whole_quads) {
    sl_widen(values, count / SL_QUAD, c->quads);
    c->quads += count / SL_QUAD * SL_BLOCK;
  } else {
    for (uint32_t i = 0; i < count; i++) *c->bytes++ = values[i];
  }
}

static void append_padding(column *c, int8_t value, uint32_t count, bool whole_quads) {
  if (whole_quads) {
    for (; count; count -= SL_QUAD, c->quads += SL_BLOCK) {
      for (uint32_t i = 0; i < SL_QUAD; i++) c->quads[i] = value;
    }
  } else {
    for (; count; count--) *c->bytes++ = value;
  }
}

// Widens what lies under the kernel at output pixel (y, x) into column `slot`, padded with the
// input's zero point.
static void fill_column(const sl_conv2d_params *p, const workspace *w, const int8_t *input,
                        uint32_t y, uint32_t x, uint32_t slot) {
  const sl_sliding_window *window = &p->window;
  bool whole_quads = p->whole_quads;
  column c = {w->columns + slot * SL_QUAD, w->bytes};
  uint32_t row = window->kernel_width * window->input_channels;
  uint32_t input_row = window->input_width * window->input_channels;
  // values, counted from the kernel row's first: below 2^31 as the tensor has no more
  int32_t origin =
      (int32_t)((x * window->stride_width - window->pad_left) * window->input_channels);
  uint32_t low = origin < 0 ? (uint32_t)-origin : 0;
  uint32_t high = input_row - (uint32_t)origin;
  if (high > row) high = row;
  for (uint32_t ky = 0; ky < window->kernel_height; ky++) {
    // modulo 2^32: rows above the image are far below it
    uint32_t input_y = y * window->stride_height - window->pad_top + ky;
    if (input_y >= window->input_height) {
      append_padding(&c, p->input_zp, row, whole_quads);
      continue;
    }
    append_padding(&c, p->input_zp, low, whole_quads);
    append(&c, input + (input_y * input_row + (uint32_t)(origin + (int32_t)low)), high - low,
           whole_quads);
    append_padding(&c, p->input_zp, row - high, whole_quads);
  }
  if (!whole_quads) sl_widen(w->bytes, w->quads, w->columns + slot * SL_QUAD);
}

// Outputs of the tile's channels at two pixels, which may be the same.
static void run_pixels(const sl_conv2d_params *p, const workspace *w, uint32_t rows,
                       int8_t *output_0, int8_t *output_1) {
  const sl_lane *weights = w->weights;
  const sl_channel *channel = w->channels;
  for (uint32_t row = 0; row < rows; row += 2, channel += 2) {
    uint32_t sums[4];
    weights = sl_multiply_2x2(weights, w->columns, w->quads, sums);
    *output_1++ = sl_output_of(&p->requantize, channel, sums[1]);
    *output_0++ = sl_output_of(&p->requantize, channel, sums[0]);
    if (row + 1 == rows) return;
    *output_1++ = sl_output_of(&p->requantize, channel + 1, sums[3]);
    *output_0++ = sl_output_of(&p->requantize, channel + 1, sums[2]);
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
        run_pixels(p, w, rows, output, output + stride);
        output += 2 * stride;
      }
      slot ^= 1;
    }
  }
  // an odd pixel is its own neighbour: the other column still holds one that was done before
  if (slot) run_pixels(p, w, rows, output, output);
}

void sl_conv2d_s8(const void *params, const sl_frame *frame) {
  const sl_conv2d_params *p = params;
  workspace w = lay_out(p, frame->scratch);
  uint32_t channels = p->window.output_channels;
  sl_cursor cursor = {0, 0};
  for (uint32_t first = 0; first < channels; first += p->tile_channels) {
    uint32_t rows = channels - first < p->tile_channels ? channels - first : p->tile_channels;
    draw_tile(p, &w, first, rows, &cursor);
    prepare_channels(p, &w, first, rows);
    run_tile(p, &w, frame, first, rows);
  }
}

#endif
