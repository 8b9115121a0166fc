// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED of draws of two values, k = 6.
#include "sl_fully_connected.h"

#if SL_MVE
#include "sl_mve_dense_draws.h"

static inline uint8x16_t sixes_at(const uint8_t *draws, uint32_t shift, uint32_t left) {
  const uint16_t *first = (const uint16_t *)(const void *)sl_table_biased, *second = first + 2;
  const mve_pred16_t valid = vctp16q(left);
  const uint16x8_t bits = sl_six_bits(shift);
  uint16x8_t a = sl_six_offsets(draws, bits, valid);
  uint16x8_t b = sl_six_offsets(draws, vaddq_n_u16(bits, SL_SIX), valid);
  return vaddq_u8(vreinterpretq_u8_u16(vldrhq_gather_offset_u16(first, a)),
                  vreinterpretq_u8_u16(vldrhq_gather_offset_u16(second, b)));
}

SL_SHARED void sl_fully_connected_pairs_k6_s8(const void *params, const sl_frame *frame) {
  const sl_draw_kind k = {2, SL_SIX, sixes_at, NULL, NULL};
  sl_run_draws(params, frame, k);
}

#endif
