// SPDX-License-Identifier: Apache-2.0
#include "sl_draws.h"

#define LANES 8u

static void multiply(const sl_draw_rows *rows, const sl_draw_lane *lanes, uint32_t *sums) {
  if (rows->step == SL_INDEX_BITS) {
    sl_multiply_octets(rows, lanes, sums);
  } else {
    sl_multiply_any_draws(rows, lanes, sums, LANES, sl_add_octet);
  }
}

SL_SHARED void sl_fully_connected_octets_any_k_s8(const void *params, const sl_frame *frame) {
  sl_fully_connected_draws(params, frame, LANES, multiply);
}
