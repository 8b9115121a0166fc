// SPDX-License-Identifier: Apache-2.0
#include "sl_draws.h"

#if !SL_MVE  // which has mve/sl_mve_fully_connected_draws.c

#if SL_DSP
#include "dsp/sl_dsp_intrinsics.h"
#endif

#define LANES 8u
#define QUADS 2u  // in them

static inline uint32_t add_octet(uint32_t a, uint32_t b, const sl_draw_lane *x, uint32_t sum) {
  const uint32_t *first = sl_table_octets + QUADS * a, *second = sl_table_octets + QUADS * (b + 1);
  for (uint32_t i = 0; i < QUADS; i++, x += LANES / QUADS) {
    uint32_t quad = sl_add_quads(first[i], second[i]);
#if SL_DSP
    sum = sl_smlad(sl_sxtb16(quad), sl_load_word(x), sum);
    sum = sl_smlad(sl_sxtb16_odd(quad), sl_load_word(x + 2), sum);
#else
    quad ^= SL_DRAW_BIAS * 0x01010101u;  // as added
    sum += quad * x[0] + (quad >> 8) * x[1] + (quad >> 16) * x[2] + (quad >> 24) * x[3];
#endif
  }
  return sum;
}

static void multiply(const sl_draw_rows *rows, const sl_draw_lane *lanes, uint32_t *sums) {
#ifdef SL_MULTIPLY_OCTETS
  if (sl_multiply_octets(rows, lanes, sums)) return;
#endif
  sl_multiply_any_draws(rows, lanes, LANES, sums, add_octet);
}

SL_SHARED void sl_fully_connected_octets_s8(const void *params, const sl_frame *frame) {
  sl_fully_connected_draws(params, frame, LANES, multiply);
}

#endif
