// SPDX-License-Identifier: Apache-2.0
#include "sl_draws.h"

#define LANES 2u

static void multiply(const sl_draw_rows *rows, const sl_draw_lane *lanes, uint32_t *sums) {
#if SL_MULTIPLY_ASSEMBLY
  sl_multiply_by_two(rows, lanes, sums, sl_asm_multiply_pairs, sl_table_pair_lanes);
#else
  sl_multiply_any_draws(rows, lanes, sums, LANES, sl_add_pair);
#endif
}

SL_SHARED void sl_fully_connected_pairs_s8(const void *params, const sl_frame *frame) {
  sl_fully_connected_draws(params, frame, LANES, multiply);
}
