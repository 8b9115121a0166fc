// SPDX-License-Identifier: Apache-2.0
// Dense layers of seed bits, in output-major order and without a mask. Inputs are laid out draw by
// draw; an output's weights may begin and end anywhere in a draw.
#ifndef SEEDLITE_DRAWS_H
#define SEEDLITE_DRAWS_H

#include "../draw/sl_draw_window.h"
#include "sl_kernels_weighted.h"

// Inputs as they are multiplied.
#if SL_DSP
typedef int16_t sl_draw_lane;  // pairs as they come, quads in the order of sl_lanes.h
#else
// W, four values plus SL_DRAW_BIAS in the bytes of a word, times inputs is, modulo 2^32, W k_0 +
// (W >> 8) k_1 + (W >> 16) k_2 + (W >> 24) k_3, with k_0 = x_0, k_v = x_v - 256 x_(v-1).
typedef uint32_t sl_draw_lane;
#define SL_DRAW_BIAS (2 * SL_TABLE_BIAS)
#endif

// Some outputs' weights.
typedef struct {
  const uint8_t *stream;
  uint32_t at;      // bit where the first output's first draw begins
  uint32_t stride;  // bits from an output to the next
  uint32_t count;   // of outputs, > 0
  uint32_t draws;   // of an output, > 0
  uint32_t step;    // k
} sl_draw_rows;

// Adds each output's products with the lanes to its sum. A draw of zeros stands before the lanes
// and one behind.
typedef void (*sl_multiply_draws)(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                  uint32_t *sums);

// The same in C, for any k: `add` gives a sum plus the products of T[a] + T[b + 1] with the lanes
// of a draw. `width`: lanes of a draw.
SL_ALWAYS_INLINE void sl_multiply_any_draws(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                            uint32_t width, uint32_t *sums,
                                            uint32_t (*add)(uint32_t a, uint32_t b,
                                                            const sl_draw_lane *x, uint32_t sum)) {
  const uint32_t distance = sl_index_distance(rows->step);
  uint32_t at = rows->at;
  for (uint32_t i = 0; i < rows->count; i++, at += rows->stride) {
    const sl_draw_lane *x = lanes, *end = lanes + width * rows->draws;
    uint32_t sum = sums[i];
    for (uint32_t bit = at; x < end; x += width, bit += rows->step) {
      uint32_t bits = sl_bits_from(rows->stream, bit);
      sum = add(bits & SL_INDEX_MASK, bits >> distance & SL_INDEX_MASK, x, sum);
    }
    sums[i] = sum;
  }
}

// Whether an index is a byte, and the next draw's the next byte.
static inline bool sl_draws_are_bytes(const sl_draw_rows *rows) {
  return rows->step == SL_INDEX_BITS;
}

// FULLY_CONNECTED as sl_kernels_weighted.h has it. `lanes` of a draw: 2, 4 or 8; at least V.
void sl_fully_connected_draws(const sl_fully_connected_params *params, const sl_frame *frame,
                              uint32_t lanes, sl_multiply_draws multiply);

#if SL_DSP_ASSEMBLY && !SL_MVE
#include "dsp/sl_dsp_draws.h"
#elif SL_BASELINE_ASSEMBLY
#include "baseline/sl_baseline_draws.h"
#endif

#endif
