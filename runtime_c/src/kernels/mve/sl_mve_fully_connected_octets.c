// SPDX-License-Identifier: Apache-2.0
// Draws of eight values and of bytes.
#include "../sl_kernels_weighted.h"

#if SL_MVE
#include "sl_mve_dense_draws.h"

// Two draws; at most one byte behind their last index is read.
static inline uint8x16_t octets_at(const uint8_t *draws, uint32_t shift, uint32_t left) {
  const uint32x4_t lanes = vidupq_n_u32(0, 1), whose = vshrq_n_u32(lanes, 1);
  const uint32x4_t words = vandq_u32(vshlq_n_u32(lanes, 2), vdupq_n_u32(4));  // 0, 4, 0, 4
  uint32x4_t a = vldrbq_gather_offset_u32(draws, whose);
  uint32x4_t b = vldrbq_gather_offset_u32(draws + 1, whose);
  a = vldrwq_gather_offset_u32(sl_table_octets, vorrq_u32(vshlq_n_u32(a, 3), words));
  b = vldrwq_gather_offset_u32(sl_table_octets + 2, vorrq_u32(vshlq_n_u32(b, 3), words));
  (void)shift;
  (void)left;
  uint8x16_t sums = vaddq_u8(vreinterpretq_u8_u32(a), vreinterpretq_u8_u32(b));
  return vaddq_n_u8(sums, 2 * SL_TABLE_BIAS);
}

SL_SHARED void sl_fully_connected_octets_s8(const void *params, const sl_frame *frame) {
  const sl_draw_kind k = {8, SL_INDEX_BITS, octets_at, NULL, NULL};
  sl_run_draws(params, frame, k);
}

#endif
