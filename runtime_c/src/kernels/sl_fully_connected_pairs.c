// SPDX-License-Identifier: Apache-2.0
#include "sl_draws.h"

#if !SL_MVE  // which has mve/sl_mve_fully_connected_draws.c

#if SL_DSP
#include "dsp/sl_dsp_intrinsics.h"
#endif

#define LANES 2u

static inline uint32_t add_pair(uint32_t a, uint32_t b, const sl_draw_lane *x, uint32_t sum) {
#if SL_DSP
  uint32_t pair = sl_sadd16(sl_table_pair_lanes[a], sl_table_pair_lanes[b + 1]);
  return sl_smlad(pair, sl_load_word(x), sum);
#else
  uint32_t pair = (sl_table_biased[a] + sl_table_biased[b + 1]) & 0xFFFFu;
  return sum + pair * x[0] + (pair >> 8) * x[1];
#endif
}

static void multiply(const sl_draw_rows *rows, const sl_draw_lane *lanes, uint32_t *sums) {
#ifdef SL_MULTIPLY_PAIRS
  if (sl_multiply_pairs(rows, lanes, sums)) return;
#endif
  sl_multiply_any_draws(rows, lanes, LANES, sums, add_pair);
}

SL_SHARED void sl_fully_connected_pairs_s8(const void *params, const sl_frame *frame) {
  sl_fully_connected_draws(params, frame, LANES, multiply);
}

#endif
