// SPDX-License-Identifier: Apache-2.0
#include "sl_draws.h"

#if !SL_MVE  // which has mve/sl_mve_fully_connected_draws.c

#if SL_DSP
#include "dsp/sl_dsp_intrinsics.h"
#endif

#define LANES 4u

static inline uint32_t add_quad(uint32_t a, uint32_t b, const sl_draw_lane *x, uint32_t sum) {
#if SL_DSP
  const uint32_t *first = sl_table_quad_lanes + 2 * a, *second = sl_table_quad_lanes + 2 * b + 2;
  sum = sl_smlad(sl_sadd16(first[0], second[0]), sl_load_word(x), sum);
  return sl_smlad(sl_sadd16(first[1], second[1]), sl_load_word(x + 2), sum);
#else
  uint32_t quad = sl_table_biased[a] + sl_table_biased[b + 1];
  return sum + quad * x[0] + (quad >> 8) * x[1] + (quad >> 16) * x[2] + (quad >> 24) * x[3];
#endif
}

static void multiply(const sl_draw_rows *rows, const sl_draw_lane *lanes, uint32_t *sums) {
#ifdef SL_MULTIPLY_QUADS
  if (sl_multiply_quads(rows, lanes, sums)) return;
#endif
  sl_multiply_any_draws(rows, lanes, LANES, sums, add_quad);
}

SL_SHARED void sl_fully_connected_quads_s8(const void *params, const sl_frame *frame) {
  sl_fully_connected_draws(params, frame, LANES, multiply);
}

#endif
