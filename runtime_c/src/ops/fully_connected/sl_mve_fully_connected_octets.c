// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED of draws of eight values, k = 8.
#include "sl_fully_connected.h"

#if SL_MVE
#include "sl_mve_dense_draws.h"

// Returns two draws; reads at most one byte past their last index.
static inline uint8x16_t octets_at(const uint8_t *draws, uint32_t shift, uint32_t left) {
  int8x16_t sums = vaddq_s8(sl_gather_octets(0, draws), sl_gather_octets(1, draws + 1));
  (void)shift;
  (void)left;
  return vaddq_n_u8(vreinterpretq_u8_s8(sums), 2 * SL_TABLE_BIAS);
}

SL_SHARED void sl_fully_connected_octets_s8(const void *params, const sl_frame *frame) {
  const sl_draw_kind k = {8, SL_INDEX_BITS, octets_at, NULL, NULL};
  sl_run_draws(params, frame, k);
}

#endif
