// SPDX-License-Identifier: Apache-2.0
// sl_conv2d_tiles.h in vectors of 16 weights. A tile's weights are drawn once for all pixels; four
// rows of weights are multiplied by the im2col columns of two pixels. The input zero point's
// contribution is subtracted from the biases.
#ifndef SEEDLITE_MVE_CONV2D_TILES_H
#define SEEDLITE_MVE_CONV2D_TILES_H

#include "../../target/sl_mve_lanes.h"
#include "../../target/sl_mve_requantize.h"
#include "sl_conv2d.h"

#define GROUP 4u  // rows whose vectors alternate; the last group of a tile may have two

// Layout of scratch.
typedef struct {
  sl_lane_channels channels;  // [tile]
  int8_t *weights;            // [tile][padded], in groups
  int8_t *columns;            // [2][padded]
  uint32_t tile;              // output channels drawn at a time; even
  uint32_t count;             // weights of a row
  uint32_t padded;            // count, padded with zeros to whole vectors
  bool in_place;              // columns are read from the input without a copy
} workspace;

// Returns the number of channels that fit the scratch of tile_channels with int16 lanes.
static uint32_t tile_of(const sl_conv2d_params *p, uint32_t padded) {
  const uint32_t lanes = sl_conv2d_quads(&p->window) * SL_QUAD, channel = sizeof(sl_channel);
  // the least scratch of sl_conv2d_s8; padded < lanes + 16 and lanes >= 8
  uint32_t bytes = p->tile_channels * (channel + 2 * lanes) + 4 * lanes;
  uint32_t tile = (bytes - 2 * padded) / (channel + padded);
  return tile < GROUP ? tile & ~1u : tile & ~(GROUP - 1);
}

static workspace lay_out(const sl_conv2d_params *p, uint8_t *scratch) {
  const sl_sliding_window *window = &p->window;
  workspace w;
  w.count = window->kernel_height * window->kernel_width * window->input_channels;
  w.padded = sl_whole_vectors(w.count);
  w.in_place = window->kernel_height * window->kernel_width == 1 && w.count == w.padded;
  w.tile = tile_of(p, w.padded);
  w.channels.biases = (int32_t *)(void *)scratch;
  w.channels.stride = w.tile;
  w.weights = (int8_t *)(w.channels.biases + 4 * w.channels.stride);
  w.columns = w.weights + w.tile * w.padded;
  return w;
}

// Draws rows [first, first + rows) into the tile, with the columns as a buffer; sets their
// channels.
static void prepare_tile(const sl_conv2d_params *p, const workspace *w, uint32_t first,
                         uint32_t rows, sl_cursor *cursor) {
  for (uint32_t row = 0; row < rows; row++) {
    const int8_t *drawn = w->columns;
    if (p->weights.stored) {
      drawn = p->weights.stored + (first + row) * w->count;
    } else {
      sl_weights_read(&p->weights, cursor, (first + row) * w->count, w->count, w->columns);
    }
    uint32_t in_group = row % GROUP, group = rows - (row - in_group) > 2 ? GROUP : 2;
    int8_t *out = w->weights + (row - in_group) * w->padded + in_group * SL_VECTOR;
    int32_t sum = sl_spread_row(drawn, w->count, out, group * SL_VECTOR);
    sl_channel channel = sl_channel_of(&p->requantize, first + row);
    channel.bias -= (uint32_t)(sum * p->input_zp);  // |sum| < 2^16 * 2^7
    sl_set_channel(w->channels, row, channel, p->requantize.fast);
  }
}

// Dot products of a group of weight rows (lanes) and two columns (vectors).
typedef struct {
  int32x4_t sums_0, sums_1;
} products;

// Multiplies `rows` rows of `count` values, a multiple of SL_VECTOR.
static inline products multiply_rows(const int8_t *weights, uint32_t rows,
                                     const int8_t *const columns[2], uint32_t count) {
  int32_t sums[2 * GROUP] = {0};
  for (uint32_t i = 0; i < 2 * rows; i++) {
    const int8_t *row = weights + i % rows * SL_VECTOR, *column = columns[i / rows];
    int32_t sum = 0;
    for (uint32_t vectors = count / SL_VECTOR; vectors > 0; vectors--) {
      sum = vmladavaq_s8(sum, vldrbq_s8(row), vldrbq_s8(column));
      row += rows * SL_VECTOR;
      column += SL_VECTOR;
    }
    sums[i / rows * GROUP + i % rows] = sum;
  }
  products result = {vldrwq_s32(sums), vldrwq_s32(sums + GROUP)};
  return result;
}

// multiply_rows for GROUP rows.
static inline products multiply_group(const int8_t *weights, const int8_t *const columns[2],
                                      uint32_t count) {
#ifndef __OPTIMIZE__
  return multiply_rows(weights, GROUP, columns, count);
#else
  products result;
  const int8_t *column_0 = columns[0], *column_1 = columns[1], *end_0 = column_0 + count;
  // Accumulators need even registers; all eight are in use. The compiler would spill.
  // clang-format off
#define LOAD                         \
  "vldrb.8 q0, [%[weights]], #16\n"  \
  "vldrb.8 q1, [%[weights]], #16\n"  \
  "vldrb.8 q2, [%[weights]], #16\n"  \
  "vldrb.8 q3, [%[weights]], #16\n"  \
  "vldrb.8 q4, [%[column_0]], #16\n" \
  "vldrb.8 q5, [%[column_1]], #16\n"
#define MULTIPLY(operation)  \
  operation " r0, q0, q4\n"  \
  operation " r2, q1, q4\n"  \
  operation " r4, q2, q4\n"  \
  operation " r6, q3, q4\n"  \
  operation " r8, q0, q5\n"  \
  operation " r10, q1, q5\n" \
  operation " r12, q2, q5\n" \
  operation " lr, q3, q5\n"
  // clang-format on
  __asm__ volatile(
      LOAD MULTIPLY("vmladav.s8")
      "b 2f\n"
      "1:\n" LOAD MULTIPLY("vmladava.s8")
      "2:\n"
      "cmp %[column_0], %[end_0]\n"
      "bne 1b\n"
      "vmov %q[sums_0][2], %q[sums_0][0], r0, r4\n"
      "vmov %q[sums_0][3], %q[sums_0][1], r2, r6\n"
      "vmov %q[sums_1][2], %q[sums_1][0], r8, r12\n"
      "vmov %q[sums_1][3], %q[sums_1][1], r10, lr\n"
      : [weights] "+r"(weights), [column_0] "+r"(column_0), [column_1] "+r"(column_1),
        [sums_0] "=&w"(result.sums_0), [sums_1] "=&w"(result.sums_1)
      : [end_0] "r"(end_0)
      : "r0", "r2", "r4", "r6", "r8", "r10", "r12", "lr", "q0", "q1", "q2", "q3", "q4", "q5", "cc",
        "memory");
#undef MULTIPLY
#undef LOAD
  return result;
#endif
}

// Computes outputs of the tile at two pixels, which may be the same. `outputs_of` is a constant.
SL_ALWAYS_INLINE void run_pixels_by(const sl_requantize *requantize, const workspace *w,
                                    uint32_t rows, const int8_t *const columns[2], int8_t *output_0,
                                    int8_t *output_1,
                                    int32x4_t (*outputs_of)(const sl_four_channels *, sl_lane_range,
                                                            int32x4_t)) {
  const sl_lane_range range = sl_lane_range_of(requantize);
  const uint32_t padded = w->padded;
  const int8_t *weights = w->weights;
  for (uint32_t row = 0; row < rows; row += GROUP, weights += GROUP * padded) {
    uint32_t left = rows - row;
    products sums = left > 2 ? multiply_group(weights, columns, padded)
                             : multiply_rows(weights, 2, columns, padded);
    // lanes past the last channel hold arbitrary values
    sl_four_channels channels = sl_load_channels(w->channels, row);
    sl_store_lanes(output_0 + row, outputs_of(&channels, range, sums.sums_0), left);
    sl_store_lanes(output_1 + row, outputs_of(&channels, range, sums.sums_1), left);
  }
}

static void run_pixels(const sl_requantize *requantize, const workspace *w, uint32_t rows,
                       const int8_t *const columns[2], int8_t *output_0, int8_t *output_1) {
  if (requantize->fast) {
    run_pixels_by(requantize, w, rows, columns, output_0, output_1, sl_fast_lane_outputs);
  } else {
    run_pixels_by(requantize, w, rows, columns, output_0, output_1, sl_lane_outputs);
  }
}

// Returns the im2col column of output pixel (y, x): somewhere in the input, or in column `slot`.
typedef const int8_t *(*column_finder)(const sl_conv2d_params *p, const workspace *w,
                                       const int8_t *input, uint32_t y, uint32_t x, uint32_t slot);

// Computes outputs of `rows` channels, the first at `output`. `column_at` is a constant.
SL_ALWAYS_INLINE void run_tile(const sl_conv2d_params *p, const workspace *w, const int8_t *input,
                               int8_t *output, uint32_t rows, column_finder column_at) {
  const sl_sliding_window *window = &p->window;
  const int8_t *columns[2];
  uint32_t stride = window->output_channels, slot = 0;
  for (uint32_t y = 0; y < window->output_height; y++) {
    for (uint32_t x = 0; x < window->output_width; x++) {
      columns[slot] = column_at(p, w, input, y, x, slot);
      if (slot) {
        run_pixels(&p->requantize, w, rows, columns, output, output + stride);
        output += 2 * stride;
      }
      slot ^= 1;
    }
  }
  if (!slot) return;
  columns[1] = columns[0];  // an odd last pixel
  run_pixels(&p->requantize, w, rows, columns, output, output);
}

#endif
