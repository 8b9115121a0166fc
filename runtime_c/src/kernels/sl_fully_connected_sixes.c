// SPDX-License-Identifier: Apache-2.0
#include "sl_whole_draws.h"

#if !SL_MVE  // which has mve/sl_mve_fully_connected_sixes.c

#define LANES 2u
#define STEP 6u

static void multiply(const sl_draw_rows *rows, const sl_draw_lane *lanes, uint32_t *sums) {
#if SL_DSP_ASSEMBLY
  for (uint32_t i = 0, at = rows->at; i < rows->count; i++, at += rows->stride) {
    sums[i] =
        sl_asm_multiply_six(rows->stream + at / 8, at % 8, lanes, sl_table_pair_lanes, rows->draws);
  }
#else
  sl_multiply_any_draws(rows, lanes, sums, LANES, sl_add_pair);
#endif
}

SL_SHARED void sl_fully_connected_sixes_s8(const void *params, const sl_frame *frame) {
  sl_run_whole_draws(params, frame, LANES, STEP, multiply);
}

#endif
