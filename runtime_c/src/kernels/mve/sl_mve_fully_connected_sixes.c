// SPDX-License-Identifier: Apache-2.0
// Draws of two values and six bits.
#include "../sl_kernels_weighted.h"

#if SL_MVE
#include "sl_mve_dense_draws.h"

#define STEP 6u

// Four times the indices that begin at `bits`.
static inline uint16x8_t offsets_at(const uint8_t *draws, uint16x8_t bits, mve_pred16_t valid) {
  const uint16x8_t bytes = vshrq_n_u16(bits, 3), places = vandq_u16(bits, vdupq_n_u16(7));
  const int16x8_t up = vsubq_s16(vdupq_n_s16(2), vreinterpretq_s16_u16(places));
  uint16x8_t low = vldrbq_gather_offset_z_u16(draws, bytes, valid);
  uint16x8_t high = vldrbq_gather_offset_z_u16(draws + 1, bytes, valid);
  return vandq_u16(vshlq_u16(vsliq_n_u16(low, high, 8), up), vdupq_n_u16(4 * 0xFF));
}

static inline uint8x16_t sixes_at(const uint8_t *draws, uint32_t shift, uint32_t left) {
  const uint16_t *first = (const uint16_t *)(const void *)sl_table_biased, *second = first + 2;
  const mve_pred16_t valid = vctp16q(left);
  const uint16x8_t bits = vaddq_n_u16(vmulq_n_u16(vidupq_n_u16(0, 1), STEP), (uint16_t)shift);
  uint16x8_t a = offsets_at(draws, bits, valid);
  uint16x8_t b = offsets_at(draws, vaddq_n_u16(bits, STEP), valid);
  return vaddq_u8(vreinterpretq_u8_u16(vldrhq_gather_offset_u16(first, a)),
                  vreinterpretq_u8_u16(vldrhq_gather_offset_u16(second, b)));
}

SL_SHARED void sl_fully_connected_sixes_s8(const void *params, const sl_frame *frame) {
  const sl_draw_kind k = {2, STEP, sixes_at, NULL, NULL};
  sl_run_draws(params, frame, k);
}

#endif
